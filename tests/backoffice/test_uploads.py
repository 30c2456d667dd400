"""What is said of a file that may not be stored."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from backoffice.uploads import MaxBytes

LIMIT = 2 << 20


def test_a_file_hardly_too_large_is_never_said_to_have_what_it_may_have() -> None:
    MaxBytes(LIMIT)(ContentFile(bytes(LIMIT)))
    with pytest.raises(ValidationError) as refused:
        MaxBytes(LIMIT)(ContentFile(bytes(LIMIT + 1)))
    assert refused.value.messages == ["This file is larger than 2\u00a0MB."]
