"""The vocabulary of a course folder: the shapes of its YAML files, and the loader that checks a folder against them."""

from nbacademy_courses.course import Achievement, Assignment, Course, Grading, Material, Quiz, Section
from nbacademy_courses.errors import ManifestError, Problem
from nbacademy_courses.fingerprints import files_of, fingerprint_assignment, fingerprint_folder, fingerprint_material
from nbacademy_courses.folder import load, load_quiz
from nbacademy_courses.quiz import QuizFile

__all__ = [
    "Achievement",
    "Assignment",
    "Course",
    "Grading",
    "ManifestError",
    "Material",
    "Problem",
    "Quiz",
    "QuizFile",
    "Section",
    "files_of",
    "fingerprint_assignment",
    "fingerprint_folder",
    "fingerprint_material",
    "load",
    "load_quiz",
]
