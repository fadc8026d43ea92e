"""What happens with course files in the home. Plain functions: a platform, the server's root folder and values in,
shapes out; they block, and know no tornado.

Where things lie: `<root>/<course>/<file of the course>`, `<root>/<course>/<assignment>/`, for educators
`<root>/<course>/source/<assignment>/`, and what was fetched last in `<root>/.nbacademy/`.
"""
