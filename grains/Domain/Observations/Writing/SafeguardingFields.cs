using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class SafeguardingFields
{
    public static void Write(Utf8JsonWriter json, Observation observation)
    {
        switch (observation)
        {
            case Concern concern: Write(json, concern); break;
            case ConcernAction action: Write(json, action); break;
            case Contact contact: Write(json, contact); break;
            case FileTransfer transfer: Write(json, transfer); break;
        }
    }

    private static void Write(Utf8JsonWriter json, Concern concern)
    {
        json.WriteString("id"u8, concern.Id);
        json.WriteString("occurredAt"u8, concern.OccurredAt);
        json.WriteList("categories"u8, concern.Categories, static (json, category) => json.WriteStringValue(category));
        json.WriteNumber("severity"u8, concern.Severity);
        json.WriteString("recordedBy"u8, concern.RecordedBy);
        json.WriteText("role"u8, concern.RecorderRole);
        json.WriteStudents("linked"u8, concern.Linked);
        json.WriteText("sameEventAs"u8, concern.SameEventAs);
        if (concern.ChildOnChild is not { } both) return;
        json.WriteStartObject("childOnChild"u8);
        json.WriteStudents("aggressor"u8, both.Aggressor);
        json.WriteStudents("target"u8, both.Target);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConcernAction action)
    {
        json.WriteString("id"u8, action.Id);
        json.WriteString("concern"u8, action.Concern);
        json.WriteString("at"u8, action.At);
        json.WriteString("kind"u8, Words.Lower(action.Kind));
        json.WriteText("agency"u8, action.Agency);
    }

    private static void Write(Utf8JsonWriter json, Contact contact)
    {
        json.WriteString("id"u8, contact.Id);
        json.WriteString("at"u8, contact.At);
        json.WriteString("kind"u8, contact.Kind);
    }

    private static void Write(Utf8JsonWriter json, FileTransfer transfer)
    {
        json.WriteString("direction"u8, transfer.Direction);
        json.WriteTime("sentAt"u8, transfer.SentAt);
        json.WriteTime("receiptAt"u8, transfer.ReceiptAt);
        json.WriteBoolean("hasChildProtectionFile"u8, transfer.HasChildProtectionFile);
    }
}
