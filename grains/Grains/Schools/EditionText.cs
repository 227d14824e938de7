using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Storage;

namespace RiskMonitor.Grains.Schools;

/// <summary>An edition as the journal keeps it. Its number and its time are not in it: they are where and when the row was written.</summary>
internal sealed record EditionText
{
    public required RuleChanges Changes { get; init; }

    public required DateOnly InForceFrom { get; init; }

    public required string Author { get; init; }

    public string? Reason { get; init; }

    public bool IsConfiguration { get; init; }

    public string? CommandId { get; init; }

    public string Write() => JsonSerializer.Serialize(this, EditionJsonContext.Default.EditionText);

    public static RuleEdition Read(JournalEntry row, int number)
    {
        var text = JsonSerializer.Deserialize(row.Body.Span, EditionJsonContext.Default.EditionText) ?? throw new JsonException("A stored edition is null.");
        return new RuleEdition
        {
            Number = number,
            InForceFrom = text.InForceFrom,
            PublishedAt = row.ReceivedAt,
            Author = text.Author,
            Reason = text.Reason,
            Changes = text.Changes,
            IsConfiguration = text.IsConfiguration,
            CommandId = text.CommandId,
        };
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EditionText))]
internal sealed partial class EditionJsonContext : JsonSerializerContext;
