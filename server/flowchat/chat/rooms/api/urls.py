"""Addresses of rooms, below /api/."""

from django.urls import path

from flowchat.chat.rooms.api import members, register, rooms, setup

urlpatterns = [
    path("setup/", setup.SetupView.as_view()),
    path("auth/register/", register.RegisterView.as_view()),
    path("rooms/", rooms.RoomsView.as_view()),
    path("rooms/direct/", rooms.DirectRoomsView.as_view()),
    path("rooms/<uuid:room_id>/", rooms.RoomView.as_view()),
    path("rooms/<uuid:room_id>/join/", members.JoinView.as_view()),
    path("rooms/<uuid:room_id>/leave/", members.LeaveView.as_view()),
    path("rooms/<uuid:room_id>/members/", members.MembersView.as_view()),
    path("rooms/<uuid:room_id>/members/<uuid:user_id>/", members.MemberView.as_view()),
    path("rooms/<uuid:room_id>/hand-over/", members.HandOverView.as_view()),
    path("rooms/<uuid:room_id>/read/", members.ReadView.as_view()),
    path("rooms/<uuid:room_id>/delivered/", members.DeliveredView.as_view()),
]
