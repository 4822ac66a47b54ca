from django.urls import path

from participants import views

urlpatterns = [
    path("organisationer/", views.organization_list, name="organization-list"),
    path("organisationer/<int:pk>/", views.organization_detail, name="organization-detail"),
]
