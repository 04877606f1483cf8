"""Panj Watch: `streamlit run app.py`.

Streamlit reads this file as a module, for the server that it starts, and as a script, for each visitor.
"""

from streamlit.starlette import App

from pages import _warm_up

if __name__ != "__main__":
    app = App(__file__, lifespan=_warm_up.lifespan)
else:
    _warm_up.wait()

    from pages import _visit

    _visit.run()
