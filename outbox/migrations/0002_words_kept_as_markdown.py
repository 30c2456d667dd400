from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        # What was written before is plain text, which reads much the same as Markdown.
        migrations.RenameField(model_name="message", old_name="text", new_name="body"),
        migrations.RemoveField(model_name="message", name="html"),
        migrations.AddField(
            model_name="message",
            name="heading",
            field=models.CharField(blank=True, max_length=300, verbose_name="heading"),
        ),
    ]
