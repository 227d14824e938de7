using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RiskMonitor.Contracts;

namespace RiskMonitor.Client;

/// <summary>RiskMonitor as another system calls it. Every refusal is a <see cref="RiskMonitorException"/>: no answer is never an empty one.</summary>
/// <param name="http">With RiskMonitor's address, and something that puts a token into each request.</param>
public sealed class RiskMonitorClient(HttpClient http)
{
    private const string EvaluatedAt = "RiskMonitor-Evaluated-At";

    private static readonly ContractsJson Json = ContractsJson.Default;

    /// <summary>As whom one is known, and which schools one may ask about.</summary>
    public async Task<Me> Me(CancellationToken cancellation = default) => (await Ask("api/me", Json.Me, null, cancellation)).Value!;

    /// <summary>A school's open alerts, all of them.</summary>
    public async Task<BoardSnapshot> Board(string school, CancellationToken cancellation = default) =>
        (await Ask($"{School(school)}/board", Json.BoardSnapshot, null, cancellation)).Value!;

    /// <summary>A page of a school's alerts in the order of their last change.</summary>
    /// <param name="cursor">The <see cref="AlertPage.Position"/> of an earlier page: what has changed since.</param>
    /// <param name="alsoPast">Whether those that are over are wanted too.</param>
    /// <param name="knownTag">The tag of the same question asked before.</param>
    public Task<Answer<AlertPage>> Alerts(
        string school, string? cursor = null, int? limit = null, bool alsoPast = false, string? knownTag = null, CancellationToken cancellation = default) =>
        Ask(With($"{School(school)}/alerts", ("state", alsoPast ? "all" : null), ("limit", Text(limit)), ("cursor", cursor)), Json.AlertPage, knownTag, cancellation);

    /// <summary>All open alerts of a school, page after page. One that changes meanwhile comes again.</summary>
    public async IAsyncEnumerable<AlertCard> AllAlerts(string school, int? limit = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var page = (await Alerts(school, limit: limit, cancellation: cancellation)).Value!;
        while (true)
        {
            foreach (var alert in page.Alerts)
                yield return alert;
            if (page.Next is null)
                yield break;
            page = (await Ask(page.Next, Json.AlertPage, null, cancellation)).Value!;
        }
    }

    /// <summary>A pupil's case, identity masked.</summary>
    /// <param name="knownTag">The tag of the case as one has it.</param>
    public Task<Answer<CaseContext>> Case(string school, string student, string? knownTag = null, CancellationToken cancellation = default) =>
        Ask(Student(school, student), Json.CaseContext, knownTag, cancellation);

    /// <summary>A page of what was recorded about a pupil, the newest first.</summary>
    /// <param name="kind">concern, behaviour, suspension or decision; null: all of them.</param>
    public Task<Answer<TimelinePage>> Timeline(
        string school, string student, string? kind = null, string? cursor = null, int? limit = null, string? knownTag = null, CancellationToken cancellation = default) =>
        Ask(With($"{Student(school, student)}/timeline", ("kind", kind), ("limit", Text(limit)), ("cursor", cursor)), Json.TimelinePage, knownTag, cancellation);

    /// <summary>All of a pupil's timeline, page after page.</summary>
    public async IAsyncEnumerable<TimelineItem> WholeTimeline(
        string school, string student, string? kind = null, int? limit = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var page = (await Timeline(school, student, kind, limit: limit, cancellation: cancellation)).Value!;
        while (true)
        {
            foreach (var item in page.Items)
                yield return item;
            if (page.Next is null)
                yield break;
            page = (await Ask(page.Next, Json.TimelinePage, null, cancellation)).Value!;
        }
    }

    /// <summary>Works one alert. The same <see cref="AlertCommandBody.CommandId"/> twice is carried out once.</summary>
    /// <param name="verb">acknowledge, snooze, escalate, note, watch, unwatch, close or undo.</param>
    public Task<AlertReply> Work(string school, string verb, AlertCommandBody command, CancellationToken cancellation = default) =>
        Send($"{School(school)}/alerts/{Escaped(verb)}", command, Json.AlertCommandBody, Json.AlertReply, cancellation);

    /// <summary>Records what was decided about a pupil. The same <see cref="RecordDecisionCommand.CommandId"/> twice is recorded once.</summary>
    public async Task Decide(string school, string student, RecordDecisionCommand decision, CancellationToken cancellation = default)
    {
        using var body = JsonContent.Create(decision, Json.RecordDecisionCommand);
        using var answer = await Post($"{Student(school, student)}/decisions", body, cancellation);
    }

    /// <summary>The pupil's name. Why it is asked for is in the audit before the answer.</summary>
    public Task<RevealReply> Reveal(string school, string student, RevealCommand command, CancellationToken cancellation = default) =>
        Send($"{Student(school, student)}/reveal", command, Json.RevealCommand, Json.RevealReply, cancellation);

    /// <summary>The case as PDF. Why it is taken is in the audit before the first byte and stands on every page.</summary>
    public async Task<byte[]> Pdf(string school, string student, PrintCommand command, CancellationToken cancellation = default)
    {
        using var body = JsonContent.Create(command, Json.PrintCommand);
        using var answer = await Post($"{Student(school, student)}/pdf", body, cancellation);
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Pushes observations, one line of JSON each. Refused lines are in the answer, and the lines around them count.</summary>
    /// <param name="key">The same key and lines again change nothing.</param>
    public async Task<ObservationsReply> Push(IEnumerable<string> lines, string key, CancellationToken cancellation = default)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson") { Headers = { { "Idempotency-Key", key } } };
        using var answer = await Post("api/observations", body, cancellation);
        return await Read(answer, Json.ObservationsReply, cancellation);
    }

    private async Task<Answer<T>> Ask<T>(string path, JsonTypeInfo<T> type, string? knownTag, CancellationToken cancellation)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Relative(path));
        if (knownTag is not null)
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(knownTag));
        using var answer = await http.SendAsync(request, cancellation);
        var evaluated = answer.Headers.TryGetValues(EvaluatedAt, out var at) ? DateTimeOffset.Parse(at.First(), CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        if (answer.StatusCode == HttpStatusCode.NotModified)
            return new Answer<T>(null, answer.Headers.ETag?.ToString() ?? knownTag, evaluated);
        await Check(answer, cancellation);
        return new Answer<T>(await Read(answer, type, cancellation), answer.Headers.ETag?.ToString(), evaluated);
    }

    private async Task<TAnswer> Send<TBody, TAnswer>(string path, TBody command, JsonTypeInfo<TBody> sent, JsonTypeInfo<TAnswer> answered, CancellationToken cancellation)
        where TAnswer : class
    {
        using var body = JsonContent.Create(command, sent);
        using var answer = await Post(path, body, cancellation);
        return await Read(answer, answered, cancellation);
    }

    private async Task<HttpResponseMessage> Post(string path, HttpContent body, CancellationToken cancellation)
    {
        var answer = await http.PostAsync(Relative(path), body, cancellation);
        await Check(answer, cancellation);
        return answer;
    }

    private static async Task<T> Read<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class =>
        await answer.Content.ReadFromJsonAsync(type, cancellation) ?? throw new RiskMonitorException(answer.StatusCode, "The answer is empty.", null);

    private static async Task Check(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var (status, isProblem) = (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "application/problem+json");
        // What a proxy says is a page for people.
        var problem = isProblem ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation) : default;
        answer.Dispose();
        throw new RiskMonitorException(status, TextOf(problem, "title") ?? $"RiskMonitor answered {(int)status}.", TextOf(problem, "detail"));
    }

    private static string? TextOf(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var text) ? text.GetString() : null;

    // Ours begin without a slash and what is answered with one: both are below the address.
    private static Uri Relative(string path) => new(path.TrimStart('/'), UriKind.Relative);

    private static string With(string path, params ReadOnlySpan<(string Name, string? Value)> asked)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in asked)
        {
            if (value is not null)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Escaped(value));
        }

        return path + query;
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string School(string school) => $"api/schools/{Escaped(school)}";

    private static string Student(string school, string student) => $"{School(school)}/students/{Escaped(student)}";

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
