"""Commands and other requests over REST. A noun has the same path here as in `domain/`."""
