"""The peer: a chat as tutorials build it with Django, Django REST framework and Channels."""
