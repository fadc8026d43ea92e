"""The vocabulary of a course folder: the shapes of `course.yaml`, and the loader that checks a folder against them."""

from nbacademy_courses.course import Assignment, Course, Grading, Material, Quiz, Section
from nbacademy_courses.errors import ManifestError, Problem
from nbacademy_courses.fingerprints import fingerprint_assignment, fingerprint_folder, fingerprint_material
from nbacademy_courses.folder import load

__all__ = [
    "Assignment",
    "Course",
    "Grading",
    "ManifestError",
    "Material",
    "Problem",
    "Quiz",
    "Section",
    "fingerprint_assignment",
    "fingerprint_folder",
    "fingerprint_material",
    "load",
]
