"""Raw rows of the models, read-only: runs and versions are a record of what happened, a policy is the Studio's."""

from django.contrib import admin

from catalog.admin import ReadOnlyAdmin
from ranking import models


@admin.register(models.TrainingRun)
class TrainingRunAdmin(ReadOnlyAdmin):
    list_display = ["id", "store", "state", "stage", "percent", "created_at", "finished_at"]
    list_filter = ["store", "state"]
    search_fields = ["error", "message"]
    list_select_related = ["store"]


@admin.register(models.ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = ["name", "store", "state", "created_at", "promoted_at"]
    list_filter = ["store", "state"]
    search_fields = ["name"]
    list_select_related = ["store"]


@admin.register(models.ModelPolicy)
class ModelPolicyAdmin(ReadOnlyAdmin):
    list_display = ["store", "promotes_itself", "changed_at", "changed_by"]
    list_select_related = ["store", "changed_by"]
