"""Addresses of files, below /api/."""

from django.urls import path

from flowchat.chat.media.api import faces, files, uploads

urlpatterns = [
    path("uploads/", uploads.UploadsView.as_view()),
    path("uploads/<uuid:upload_id>/", uploads.UploadView.as_view(), name="upload"),
    path("files/<uuid:upload_id>/", files.FileView.as_view()),
    path("files/<uuid:upload_id>/small/", files.SmallFileView.as_view()),
    path("files/<uuid:upload_id>/large/", files.LargeFileView.as_view()),
    path("me/picture/", faces.MyPictureView.as_view()),
    path("rooms/<uuid:room_id>/picture/", faces.RoomPictureView.as_view()),
    path("me/storage/", uploads.StorageView.as_view()),
]
