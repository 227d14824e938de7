using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Digests;

/// <summary>The outbox for people: the hosts that answer them cannot reach the database.</summary>
[GrainType("outbox")]
public sealed class OutboxGrain(DigestStore digests, SchoolStore store, StaffDirectory staff, IOptions<MailOptions> mail, ChannelBook channels, SchoolClock clock, TimeProvider time)
    : Grain, IOutboxGrain
{
    private const int Longest = 500;

    public async Task<OutboxPage?> Page(OutboxState? state, string? after, int limit)
    {
        var last = after is null ? null : await digests.Find(after, CancellationToken.None);
        if (after is not null && last is null)
            return null;
        var rows = await digests.List(state, last, Math.Clamp(limit, 1, Longest), CancellationToken.None);
        var counts = await digests.Counts(CancellationToken.None);
        var people = rows.Count == 0 ? [] : (await staff.Everyone()).ToDictionary(person => person.Id, StringComparer.Ordinal);
        return new OutboxPage(
            mail.Value.IsOn ? null : $"{MailOptions.Section}:{nameof(MailOptions.Host)} is not set: no mail is sent.",
            [.. channels.All.Select(channel => channel.Name)],
            [.. Enum.GetValues<OutboxState>().Select(each => counts.GetValueOrDefault(each))],
            [.. rows.Select(row => LineOf(row, people.GetValueOrDefault(row.Recipient)))]);
    }

    public async Task<bool> Resend(string id, string actor)
    {
        if (await digests.Find(id, CancellationToken.None) is not { State: not OutboxState.Nothing })
            return false;
        await Audit(new AuditRow(clock.Now, actor, "digest.resend", null, id, null));
        await digests.Resend(id, time.GetUtcNow(), CancellationToken.None);
        return true;
    }

    public async Task<DigestCover?> Find(string id) => await digests.Find(id, CancellationToken.None) is { } row
        ? new DigestCover(row.Period, row.CreatedAt, [.. row.Body.Schools.Select(school => new BoardCover(school.School, school.Scope))])
        : null;

    private async Task Audit(AuditRow row)
    {
        await new AuditedFirst(store).Write(row, "nothing is sent again");
    }

    private OutboxLine LineOf(DigestRow row, StaffMember? person) => new(
        row.Id,
        row.Channel,
        row.Recipient.StartsWith(DigestRow.ChannelPrefix, StringComparison.Ordinal) ? row.Recipient[DigestRow.ChannelPrefix.Length..] : Masked(AddressOf(person)),
        row.Period,
        row.State,
        row.Tries,
        row.LastError,
        row.CreatedAt,
        row.SentAt,
        row.State is OutboxState.Waiting ? row.NextTryAt : null);

    private string? AddressOf(StaffMember? person) => person is null ? null : person.OwnAddress ?? mail.Value.Addresses.GetValueOrDefault(person.Id);

    // Enough to tell two people apart, not enough to write to them.
    private static string Masked(string? address) => address?.Split('@') is [{ Length: > 0 } who, var where] ? $"{who[0]}•••@{where}" : "nobody any more";
}
