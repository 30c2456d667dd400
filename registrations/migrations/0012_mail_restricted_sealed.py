import json

from django.db import migrations

import registrations.models.sealed

TABLES = {'IncomingMessage': 'registrations_incomingmessage', 'MailProposal': 'registrations_mailproposal'}


def seal(apps, schema_editor):
    """Save what is there once more: reading takes it as it is, writing encrypts it. Of nothing, nothing."""
    for name, table in TABLES.items():
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET restricted = '' WHERE restricted = '{{}}'")  # noqa: S608  our own table
        model = apps.get_model('registrations', name)
        rows = []
        for row in model._base_manager.exclude(restricted='').only('pk', 'restricted').iterator(chunk_size=500):
            rows.append(row)
            if len(rows) == 500:
                model._base_manager.bulk_update(rows, ['restricted'])
                rows = []
        model._base_manager.bulk_update(rows, ['restricted'])


def unseal(apps, schema_editor):
    """Back to plain data, if the key is there."""
    for name, table in TABLES.items():
        model = apps.get_model('registrations', name)
        with schema_editor.connection.cursor() as cursor:
            for row in list(model._base_manager.exclude(restricted='').only('pk', 'restricted')):
                if registrations.models.sealed.is_sealed(row.restricted):
                    raise RuntimeError('Restricted data cannot be read: set the key in RESTRICTED_KEYS.')
                cursor.execute(f'UPDATE {table} SET restricted = %s WHERE id = %s', [json.dumps(row.restricted), row.pk])  # noqa: S608  our own table
            cursor.execute(f"UPDATE {table} SET restricted = '{{}}' WHERE restricted = ''")  # noqa: S608  our own table


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0011_queue_order'),
    ]

    operations = [
        migrations.AlterField(
            model_name='incomingmessage',
            name='restricted',
            field=registrations.models.sealed.SealedJSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name='mailproposal',
            name='restricted',
            field=registrations.models.sealed.SealedJSONField(blank=True, default=dict, editable=False, verbose_name='restricted data'),
        ),
        migrations.RunPython(seal, unseal),
    ]
