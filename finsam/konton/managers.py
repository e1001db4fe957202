from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager):
    """Users are known by email, stored in lower case so that one address is one account."""

    @classmethod
    def normalize_email(cls, email):
        return super().normalize_email(email).strip().lower()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))

    def create_user(self, email, password=None, **fields):
        """A saved user; without a password the account cannot log in.

        Raises ValueError when email is empty.
        """
        if not email:
            raise ValueError("Ange en e-postadress.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """A saved user with every right, the admin too; raises as create_user."""
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )
