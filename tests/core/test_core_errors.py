import inspect

from geo.core import errors


def test_every_error_is_a_geo_error_and_a_builtin():
    classes = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__]
    assert len(classes) > 5
    for cls in classes:
        assert issubclass(cls, errors.GeoError)
        assert cls.__name__.endswith("Error")
        assert cls.__doc__
        if cls is not errors.GeoError:
            assert any(base.__module__ == "builtins" for base in cls.__bases__), cls
