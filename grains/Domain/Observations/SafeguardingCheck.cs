using static RiskMonitor.Domain.Observations.ObservationCheck;

namespace RiskMonitor.Domain.Observations;

internal static class SafeguardingCheck
{
    public static Implausible? Of(Observation observation) => observation switch
    {
        Concern concern => Check(concern),
        ConcernAction action => Id("id", action.Id) ?? Id("concern", action.Concern) ?? NotLater(action, "at", action.At) ?? OneOf("agency", action.Agency, Words.Agencies),
        Contact contact => Id("id", contact.Id) ?? NotLater(contact, "at", contact.At) ?? OneOf("kind", contact.Kind, Words.Contacts),
        FileTransfer transfer => OneOf("direction", transfer.Direction, Words.Directions)
            ?? NotLater(transfer, "sentAt", transfer.SentAt) ?? NotLater(transfer, "receiptAt", transfer.ReceiptAt),
        _ => null,
    };

    private static Implausible? Check(Concern concern) =>
        Id("id", concern.Id) ?? NotLater(concern, "occurredAt", concern.OccurredAt) ?? Between("severity", concern.Severity, 1, 4)
        ?? When(concern.Categories.IsDefaultOrEmpty, "categories", "is missing or empty")
        ?? concern.Categories.Select((category, index) => Words.Categories.Contains(category) ? null : new Implausible($"categories[{index}]", "is not a canonical category")).FirstOrDefault(trouble => trouble is not null)
        ?? Id("sameEventAs", concern.SameEventAs);
}
