using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Domain.Duty;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Digests;

/// <summary>Somebody or something that is told: of which boards, and when.</summary>
/// <param name="Id">An opaque staff id, or <c>channel:</c> and a channel's name.</param>
/// <param name="Least">From which severity on an immediate digest is for them; null: only what is asked of them.</param>
internal sealed record DigestRecipient(string Id, string Channel, IReadOnlyList<(SchoolId School, Sight Sight)> Boards, DigestPlan Plan, Severity? Least, StaffMember? Person = null);

/// <summary>
/// Writes the digests that have come due into the outbox. What is in one is decided by <see cref="DigestPlan"/> and <see cref="DigestNews"/>;
/// here it is only asked for and stored. May run on several silos at once: the store lets one of them write.
/// </summary>
public sealed class DigestRound(
    IGrainFactory grains, StaffDirectory staff, DigestStore store, ChannelBook channels, IOptions<MailOptions> mail, SchoolClock clock, TimeProvider time,
    ILogger<DigestRound> log)
{
    /// <summary>What is older is not told at once any more: a weekend and a day. It is in the daily digest.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromDays(4);

    public async Task Write(CancellationToken cancellation)
    {
        var recipients = await Recipients();
        if (recipients.Count == 0)
            return;
        var positions = await store.Positions(cancellation);
        var rotas = await Rotas(recipients);
        foreach (var recipient in recipients)
        {
            await Tried(() => AtOnceFor(recipient, positions, rotas, cancellation), cancellation);
            await Tried(() => PeriodOf(recipient, DigestKind.Daily, positions, cancellation), cancellation);
            await Tried(() => PeriodOf(recipient, DigestKind.Weekly, positions, cancellation), cancellation);
        }
    }

    // A school that cannot be asked keeps back what is told together with it, until the next round, and nothing of anybody else's; what is told at once is
    // told a school at a time.
    private async Task Tried(Func<Task> part, CancellationToken cancellation)
    {
        try
        {
            await part();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.NotWritten(log, failure);
        }
    }

    private async Task<List<DigestRecipient>> Recipients()
    {
        var told = channels.All.Select(channel => new DigestRecipient(
            DigestRow.ChannelPrefix + channel.Name,
            channel.Kind is ChannelKind.Teams ? "teams" : "webhook",
            [.. channel.Schools.Select(school => (new SchoolId(school), Sight.Everything))],
            new DigestPlan { IsImmediate = true, QuietFrom = default, QuietTo = default, HasQuietWeekends = false },
            channel.Least)).ToList();
        if (!mail.Value.IsOn)
            return told;
        var people = from person in await staff.Everyone()
                     where (person.OwnAddress ?? mail.Value.Addresses.GetValueOrDefault(person.Id)) is not null
                     let boards = person.Boards.ToList()
                     where boards.Count > 0
                     select new DigestRecipient(person.Id, "mail", boards, person.Plan, person.Plan.IsImmediate ? Severity.Critical : null, person);
        told.AddRange(people);
        return told;
    }

    private async Task<Dictionary<SchoolId, DutyDay>> Rotas(IEnumerable<DigestRecipient> recipients)
    {
        var (today, days) = (SchoolTime.DateOf(clock.Now), new Dictionary<SchoolId, DutyDay>());
        foreach (var school in recipients.SelectMany(recipient => recipient.Boards).Select(board => board.School).Distinct())
            days[school] = (await grains.GetGrain<IDutyGrain>(school.Value).Rota()).Rota.On(today);
        return days;
    }

    private async Task AtOnceFor(
        DigestRecipient recipient, Dictionary<(string, DigestKind, SchoolId), long> positions, Dictionary<SchoolId, DutyDay> rotas, CancellationToken cancellation)
    {
        var now = clock.Now;
        var isQuiet = recipient.Plan.IsQuiet(now);
        if (isQuiet && !recipient.Plan.CriticalBreaksQuiet)
        {
            // Or what comes in somebody's first night would lie before their beginning, and nobody would be told of it in the morning.
            await BeginNew(recipient, DigestKind.Immediate, positions, cancellation);
            return;
        }

        foreach (var (school, sight) in recipient.Boards)
        {
            var day = rotas[school];
            var scope = new DigestScope(
                DigestKind.Immediate,
                sight.Clearance,
                positions.GetValueOrDefault((recipient.Id, DigestKind.Immediate, school), -1),
                // Who is on duty is asked of High alerts too; but not at night.
                Least: !isQuiet && day.OnDuty == recipient.Id && recipient.Person is not null ? Severity.High : recipient.Least,
                AsksDeputy: IsAsked(recipient, Role.DeputyLead, day.Deputy, school),
                AsksHead: IsAsked(recipient, Role.Head, day.Head, school),
                Since: now - AtOnce,
                Sight: sight.Text);
            await Tried(() => AtOnceOf(recipient, school, scope, positions, cancellation), cancellation);
        }
    }

    private async Task AtOnceOf(
        DigestRecipient recipient, SchoolId school, DigestScope scope, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        if (await Ask(recipient, school, scope, cancellation) is not { Count: > 0 } part)
            return;
        var upTo = part.Scope.UpTo!.Value;
        // A daily digest of this same round leaves out what was just told.
        if (await Write(recipient, DigestPeriod.Immediate(school, upTo), DigestKind.Immediate, [part], OutboxState.Waiting, cancellation))
            positions[(recipient.Id, DigestKind.Immediate, school)] = upTo;
    }

    private async Task PeriodOf(DigestRecipient recipient, DigestKind kind, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        var now = clock.Now;
        if (recipient.Plan.LastDue(kind, now) is not { } period)
        {
            if (!recipient.Plan.IsOn(kind) && recipient.Boards.Any(board => positions.ContainsKey((recipient.Id, kind, board.School))))
                await store.Forget(recipient.Id, kind, cancellation);
            return;
        }

        if (await store.Has(recipient.Id, period.Text, cancellation))
        {
            await BeginNew(recipient, kind, positions, cancellation);
            return;
        }

        if (recipient.Plan.IsQuiet(now))
        {
            var isNew = recipient.Boards.All(board => !positions.ContainsKey((recipient.Id, kind, board.School)));
            await BeginNew(recipient, kind, positions, cancellation);
            // Who joins in the evening has missed nothing of that day's digest: the next morning's is the first.
            if (isNew)
                await Write(recipient, period.Text, kind, [], OutboxState.Nothing, cancellation);
            return;
        }

        var parts = new List<DigestSchool>();
        foreach (var (school, sight) in recipient.Boards)
        {
            var toldUpTo = recipient.Least is null ? 0 : positions.GetValueOrDefault((recipient.Id, DigestKind.Immediate, school));
            var scope = new DigestScope(kind, sight.Clearance, positions.GetValueOrDefault((recipient.Id, kind, school), -1), ToldUpTo: toldUpTo, Sight: sight.Text);
            if (await Ask(recipient, school, scope, cancellation) is { } part)
                parts.Add(part);
        }

        await Write(recipient, period.Text, kind, parts, parts.Exists(part => part.Count > 0) ? OutboxState.Waiting : OutboxState.Nothing, cancellation);
    }

    // A board that is new to somebody is told of from now on: what stands on it already is on the wall.
    private async Task BeginNew(DigestRecipient recipient, DigestKind kind, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        foreach (var (school, sight) in recipient.Boards.Where(board => !positions.ContainsKey((recipient.Id, kind, board.School))))
            await Ask(recipient, school, new DigestScope(kind, sight.Clearance, -1, Sight: sight.Text), cancellation);
    }

    private async Task<DigestSchool?> Ask(DigestRecipient recipient, SchoolId school, DigestScope scope, CancellationToken cancellation)
    {
        SchoolNews news;
        try
        {
            news = await grains.GetGrain<ISchoolGrain>(school.Value).News(scope.After < 0 ? [] : [scope]);
        }
        catch (SchoolShreddedException)
        {
            // Its alerts went with its keys: there is nothing to tell of it, today or later.
            return null;
        }

        if (scope.After < 0)
        {
            await store.Begin(recipient.Id, scope.Kind, school, news.Update, cancellation);
            return null;
        }

        return DigestSchool.Of(school, news.Name, scope with { UpTo = news.Update }, news.Lists[0].Items);
    }

    private Task<bool> Write(DigestRecipient recipient, string period, DigestKind kind, IReadOnlyCollection<DigestSchool> parts, OutboxState state, CancellationToken cancellation) => store.Write(
        new DigestRow
        {
            Id = DigestRow.IdOf(recipient.Id, period),
            Recipient = recipient.Id,
            Period = period,
            Channel = recipient.Channel,
            CreatedAt = time.GetUtcNow(),
            State = state,
            Body = new DigestBody(kind, [.. parts.Where(part => part.Count > 0)]),
        },
        [.. parts.Select(part => new PositionMove(kind, part.School, part.Scope.After, part.Scope.UpTo!.Value))],
        cancellation);

    // Nobody is named: everybody with that role is asked.
    private static bool IsAsked(DigestRecipient recipient, Role role, string? named, SchoolId school) =>
        recipient.Person is { } person && (named is null ? person.Is(role, school) : named == person.Id);
}
