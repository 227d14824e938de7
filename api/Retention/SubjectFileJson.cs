using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RiskMonitor.Domain.Retention;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Retention;

/// <summary>A pupil's file for machines: the records as the product holds them, then what it and people made of them.</summary>
internal static class SubjectFileJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static byte[] Of(string schoolName, SubjectFile file) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["school"] = schoolName,
            ["preparedAt"] = file.PreparedAt,
            ["pupil"] = new JsonObject { ["id"] = file.Student.Value, ["name"] = file.FullName, ["born"] = file.Born?.ToString("O", CultureInfo.InvariantCulture) },
            ["othersTakenOut"] = file.Taken,
            ["note"] = SubjectFilePdf.ReadFirst,
            ["records"] = new JsonArray([.. file.Records.Select(Record)]),
            ["alerts"] = new JsonArray([.. file.Alerts.Select(Alert)]),
            ["decisions"] = new JsonArray([.. file.Decisions.Select(each => (JsonNode)new JsonObject { ["at"] = each.At, ["by"] = ThirdParties.Staff, ["what"] = each.What, ["why"] = each.Why })]),
            ["narratives"] = new JsonArray([.. file.Narratives.Select(each => (JsonNode)new JsonObject { ["concern"] = each.Concern, ["text"] = each.Text })]),
            ["seen"] = new JsonArray([.. file.Seen.Select(each => (JsonNode)new JsonObject { ["at"] = each.At, ["what"] = each.What, ["by"] = ThirdParties.Staff })]),
        },
        Indented);

    private static JsonNode Record(SubjectRecord record)
    {
        var line = JsonNode.Parse(record.Line)!.AsObject();
        line["receivedAt"] = record.ReceivedAt;
        return line;
    }

    private static JsonNode Alert(SubjectAlert alert) => new JsonObject
    {
        ["rule"] = alert.Rule,
        ["episode"] = alert.Episode,
        ["at"] = alert.At,
        ["effective"] = alert.Effective.ToString("O", CultureInfo.InvariantCulture),
        ["from"] = alert.From,
        ["to"] = alert.To,
        ["severity"] = alert.Severity,
        ["cause"] = alert.Cause,
        ["note"] = alert.Note,
        ["evidenceOf"] = new JsonArray([.. alert.EvidenceOf.Select(date => (JsonNode)date.ToString("O", CultureInfo.InvariantCulture))]),
    };
}
