FLASK_APP=app.web:create_app
