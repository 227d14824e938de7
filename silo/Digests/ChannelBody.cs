using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>What a webhook or Teams is told: what a mail says and no more. Counts, severities, names of schools, a reference and a link.</summary>
public static class ChannelBody
{
    public static byte[] Webhook(DigestRow digest, Uri dashboard) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            id = digest.Id,
            kind = digest.Body.Kind.ToString().ToLowerInvariant(),
            createdAt = digest.CreatedAt,
            reference = DigestMail.Reference(digest),
            link = DigestMail.Link(digest, dashboard),
            schools = digest.Body.Schools.Select(school => new
            {
                school = school.School.Value,
                name = school.Name,
                counts = school.Counts.Select(count => new { severity = Word(count.Severity), @new = count.New, worse = count.Worse, asked = count.Asked }),
            }),
        },
        JsonSerializerOptions.Web);

    /// <summary>An Adaptive Card (1.4) in the message that an incoming webhook of Teams takes.</summary>
    public static byte[] Teams(DigestRow digest, Uri dashboard)
    {
        var body = new List<object> { new { type = "TextBlock", size = "Medium", weight = "Bolder", wrap = true, text = DigestMail.Subject(digest.Body) } };
        foreach (var school in digest.Body.Schools)
        {
            body.Add(new { type = "TextBlock", weight = "Bolder", wrap = true, text = school.Name });
            body.AddRange(DigestMail.Lines(school).Select(line => new { type = "TextBlock", wrap = true, spacing = "Small", text = line }));
        }

        body.Add(new { type = "TextBlock", isSubtle = true, wrap = true, text = $"Reference {DigestMail.Reference(digest)}. No pupil's data is here; please add none." });
        var card = new Dictionary<string, object>
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
            ["actions"] = new[] { new { type = "Action.OpenUrl", title = "Sign in to see the list", url = DigestMail.Link(digest, dashboard) } },
        };
        return JsonSerializer.SerializeToUtf8Bytes(
            new { type = "message", attachments = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = card } } }, JsonSerializerOptions.Web);
    }

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
