using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>
/// A digest as a message. It holds counts, severities, the names of schools, a reference and one link: no name, initials, date of birth, year,
/// rule, category or text of anybody, because a mail is shown on classroom screens and forwarded.
/// </summary>
public static class DigestMail
{
    /// <param name="to">The recipient's address.</param>
    /// <param name="from">The sender's.</param>
    /// <param name="dashboard">Where people reach the dashboard.</param>
    public static MimeMessage Of(DigestRow digest, string to, string from, Uri dashboard)
    {
        var body = new BodyBuilder { TextBody = Text(digest, dashboard), HtmlBody = Html(digest, dashboard) }.ToMessageBody();
        // Nothing in it is left to chance: every try is the same to the byte.
        body.ContentType.Boundary = $"=-{digest.Id}";
        var message = new MimeMessage
        {
            Subject = Subject(digest.Body),
            Date = digest.CreatedAt,
            // The same at every try: a server or a mailbox that has it already can tell.
            MessageId = $"{digest.Id}@{dashboard.Host}",
            Body = body,
        };
        message.From.Add(new MailboxAddress("RiskMonitor", from));
        message.To.Add(new MailboxAddress(null, to));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    /// <summary>Opens exactly the list that the digest counts, after signing in.</summary>
    public static Uri Link(DigestRow digest, Uri dashboard) => new(dashboard, digest.Body switch
    {
        { Kind: DigestKind.Officer } => "/audit",
        { Schools.IsEmpty: true } => "/",
        _ => $"/?digest={digest.Id}",
    });

    public static string Subject(DigestBody body) => body switch
    {
        { Kind: DigestKind.Officer } => $"RiskMonitor: {Counted(body.Count, "notice")} for the data-protection officer",
        { Schools.IsEmpty: true, LeftOut.IsEmpty: false } => $"RiskMonitor: {Counted(body.LeftOut.Length, "school")} could not be asked",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"RiskMonitor: {Counted(body.Count, "alert")}{(body.Kind is DigestKind.Immediate ? " to look at now" : " new or worse")}{(body.Schools.Length > 1 ? $", {body.Schools.Length} schools" : "")}"),
    };

    public static string Reference(DigestRow digest) => digest.Id[..8];

    /// <summary>One line for each severity of a school: <c>Critical ▲ 2 (1 new, 1 worse)</c>.</summary>
    public static IEnumerable<string> Lines(DigestSchool school) => school.Scope.Kind is DigestKind.Officer ? [$"{Counted(school.Count, "notice")} to look into"] : school.Counts.Select(count => string.Create(
        CultureInfo.InvariantCulture, $"{count.Severity} {Sign(count.Severity)} {count.New + count.Worse + count.Asked} ({string.Join(", ", Parts(count))})"));

    public static string Opening(DigestBody body) => body switch
    {
        { Schools.IsEmpty: true, LeftOut.IsEmpty: false } => "Whether anything is new or worse is not known:",
        { Kind: DigestKind.Immediate } => "Somebody should look at this now.",
        { Kind: DigestKind.Weekly } => "New or worse since your last weekly digest:",
        { Kind: DigestKind.Officer } => "The use of RiskMonitor itself needs a look by the data-protection officer:",
        _ => "New or worse since your last digest:",
    };

    /// <summary>A line for each school of which nothing could be said. By its id: its name could not be asked for.</summary>
    public static IEnumerable<string> LeftOut(DigestBody body) =>
        body.LeftOut.Select(school => $"{school} could not be asked. That does not mean that nothing is new there: it is in your next digest.");

    private static string Text(DigestRow digest, Uri dashboard)
    {
        var text = new StringBuilder().AppendLine(Opening(digest.Body)).AppendLine();
        foreach (var school in digest.Body.Schools)
        {
            text.AppendLine(school.Name);
            foreach (var line in Lines(school))
                text.Append("  ").AppendLine(line);
            text.AppendLine();
        }

        foreach (var line in LeftOut(digest.Body))
            text.AppendLine(line).AppendLine();
        return text.AppendLine("Sign in to see the list:").AppendLine(Link(digest, dashboard).AbsoluteUri).AppendLine()
            .Append("Reference ").Append(Reference(digest)).AppendLine(". This message holds no pupil's data; please do not add any when you reply or forward it.")
            .AppendLine("When you hear from RiskMonitor is yours to choose, under Settings.").ToString();
    }

    private static string Html(DigestRow digest, Uri dashboard)
    {
        var html = new StringBuilder($"<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>RiskMonitor</title></head><body><p>{Opening(digest.Body)}</p>");
        foreach (var school in digest.Body.Schools)
        {
            html.Append("<h2>").Append(WebUtility.HtmlEncode(school.Name)).Append("</h2><ul>");
            foreach (var line in Lines(school))
                html.Append("<li>").Append(WebUtility.HtmlEncode(line)).Append("</li>");
            html.Append("</ul>");
        }

        foreach (var line in LeftOut(digest.Body))
            html.Append("<p>").Append(WebUtility.HtmlEncode(line)).Append("</p>");
        return html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(Link(digest, dashboard).AbsoluteUri)).Append("\">Sign in to see the list</a></p><p>Reference ").Append(Reference(digest))
            .Append(". This message holds no pupil's data; please do not add any when you reply or forward it.</p><p>When you hear from RiskMonitor is yours to choose, under Settings.</p></body></html>").ToString();
    }

    private static IEnumerable<string> Parts(DigestCount count)
    {
        if (count.Asked > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count.Asked} that nobody has taken on, now asked of you");
        if (count.New > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count.New} new");
        if (count.Worse > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count.Worse} worse");
    }

    private static string Sign(Severity severity) => severity switch { Severity.Critical => "▲", Severity.High => "◆", Severity.Medium => "●", _ => "○" };

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
