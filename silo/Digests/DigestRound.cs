using System.Collections.Concurrent;
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

    /// <summary>How long a day's or a week's digest waits for a school that cannot be asked: a silo that starts again takes less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    // A rota that cannot be read just now is as it was: whoever it names is asked, and nobody else.
    private readonly ConcurrentDictionary<SchoolId, DutyRota> lastRotas = new();

    private DateTimeOffset? firstRoundAt;
    private int writing;

    public async Task Write(CancellationToken cancellation)
    {
        // A round that hangs on a school is not overtaken by the next.
        if (Interlocked.Exchange(ref writing, 1) == 1)
            return;
        try
        {
            firstRoundAt ??= clock.Now;
            await WriteAll(cancellation);
        }
        finally
        {
            Volatile.Write(ref writing, 0);
        }
    }

    private async Task WriteAll(CancellationToken cancellation)
    {
        var recipients = await Recipients();
        if (recipients.Count == 0)
            return;
        var positions = await store.Positions(cancellation);
        var rotas = await Rotas(recipients, cancellation);
        foreach (var recipient in recipients)
        {
            await AtOnceFor(recipient, positions, rotas, cancellation);
            await Tried(recipient.Id, () => PeriodOf(recipient, DigestKind.Daily, positions, cancellation), cancellation);
            await Tried(recipient.Id, () => PeriodOf(recipient, DigestKind.Weekly, positions, cancellation), cancellation);
        }
    }

    // A school that cannot be asked keeps back what is told of it, and nothing of another: its recipients' positions stay where they are, and what came
    // meanwhile is told once it can be asked again.
    private async Task Tried(string about, Func<Task> part, CancellationToken cancellation)
    {
        try
        {
            await part();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.NotWritten(log, about, failure);
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

    private async Task<Dictionary<SchoolId, DutyDay>> Rotas(IEnumerable<DigestRecipient> recipients, CancellationToken cancellation)
    {
        var (today, days) = (SchoolTime.DateOf(clock.Now), new Dictionary<SchoolId, DutyDay>());
        foreach (var school in recipients.SelectMany(recipient => recipient.Boards).Select(board => board.School).Distinct())
        {
            await Tried(school.Value, async () => lastRotas[school] = (await grains.GetGrain<IDutyGrain>(school.Value).Rota()).Rota, cancellation);
            if (lastRotas.TryGetValue(school, out var rota))
                days[school] = rota.On(today);
        }

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
            // While no rota was ever read nobody is named, and what only the person on duty is told waits for it.
            var day = rotas.GetValueOrDefault(school) ?? new DutyDay();
            var holdsBack = isQuiet || (recipient.Person is not null && !rotas.ContainsKey(school));
            var told = positions.GetValueOrDefault((recipient.Id, DigestKind.Immediate, school), -1);
            // The further of the two: a silo of an earlier version moves only the first while both run.
            var inQuiet = Math.Max(told, positions.GetValueOrDefault((recipient.Id, DigestKind.Quiet, school), told));
            var scope = new DigestScope(
                DigestKind.Immediate,
                sight.Clearance,
                holdsBack ? inQuiet : told,
                // Who is on duty is asked of High alerts too; but not at night.
                Least: !holdsBack && day.OnDuty == recipient.Id && recipient.Person is not null ? Severity.High : recipient.Least,
                ToldUpTo: holdsBack || recipient.Least is null ? 0 : inQuiet,
                AsksDeputy: IsAsked(recipient, Role.DeputyLead, day.Deputy, school),
                AsksHead: IsAsked(recipient, Role.Head, day.Head, school),
                Since: now - AtOnce,
                Sight: sight.Text,
                AskedUpTo: holdsBack ? 0 : inQuiet);
            await Tried(school.Value, () => AtOnceOf(recipient, school, scope, holdsBack, positions, cancellation), cancellation);
        }
    }

    private async Task AtOnceOf(
        DigestRecipient recipient, SchoolId school, DigestScope scope, bool holdsBack, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        if (await Ask(recipient, school, scope, cancellation) is not { Count: > 0 } part)
            return;
        var upTo = part.Scope.UpTo!.Value;
        // Both are moved by their stored values: of two silos that tell at once, one in the last quiet second and one after it, only one writes.
        DigestKind[] moved = holdsBack ? [DigestKind.Quiet] : [DigestKind.Immediate, DigestKind.Quiet];
        var told = positions[(recipient.Id, DigestKind.Immediate, school)];
        await store.Begin(recipient.Id, DigestKind.Quiet, school, told, cancellation);
        var moves = moved.Select(kind => new PositionMove(kind, school, positions.GetValueOrDefault((recipient.Id, kind, school), told), upTo)).ToList();
        var period = holdsBack ? DigestPeriod.InQuiet(school, upTo) : DigestPeriod.Immediate(school, upTo);
        if (!await Write(recipient, period, new DigestBody(DigestKind.Immediate, [part]), moves, cancellation))
            return;
        // A daily digest of this same round leaves out what was just told.
        foreach (var kind in moved)
            positions[(recipient.Id, kind, school)] = upTo;
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
                await Write(recipient, period.Text, new DigestBody(kind, []), [], cancellation);
            return;
        }

        var (parts, leftOut) = await Parts(recipient, period, now, positions, cancellation);
        var moves = parts.Select(part => new PositionMove(kind, part.School, part.Scope.After, part.Scope.UpTo!.Value)).ToList();
        await Write(recipient, period.Text, new DigestBody(kind, [.. parts.Where(part => part.Count > 0)]) { LeftOut = [.. leftOut] }, moves, cancellation);
    }

    private async Task<(List<DigestSchool> Asked, List<SchoolId> LeftOut)> Parts(
        DigestRecipient recipient, DigestPeriod period, DateTimeOffset now, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        var (parts, leftOut) = (new List<DigestSchool>(), new List<SchoolId>());
        foreach (var (school, sight) in recipient.Boards)
        {
            var after = positions.GetValueOrDefault((recipient.Id, period.Kind, school), -1);
            var scope = new DigestScope(period.Kind, sight.Clearance, after, ToldUpTo: ToldAtOnce(recipient, school, positions), Sight: sight.Text);
            try
            {
                if (await Ask(recipient, school, scope, cancellation) is { } part)
                    parts.Add(part);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && now - PatientSince(period) >= Patience)
            {
                // The others' news does not wait for it for ever. Its position stays where it is: what is new there is in the next digest, and this one says so.
                leftOut.Add(school);
                Log.LeftOut(log, school, period.Kind, failure);
            }
        }

        return (parts, leftOut);
    }

    // Whoever has just started finds schools that are starting too.
    private DateTimeOffset PatientSince(DigestPeriod period) => firstRoundAt > period.DueAt ? firstRoundAt.Value : period.DueAt;

    // Up to which change Critical alerts were told: in quiet hours too, if there were any.
    private static long ToldAtOnce(DigestRecipient recipient, SchoolId school, Dictionary<(string, DigestKind, SchoolId), long> positions) =>
        recipient.Least is null ? 0
        : Math.Max(positions.GetValueOrDefault((recipient.Id, DigestKind.Quiet, school)), positions.GetValueOrDefault((recipient.Id, DigestKind.Immediate, school)));

    // A board that is new to somebody is told of from now on: what stands on it already is on the wall.
    private async Task BeginNew(DigestRecipient recipient, DigestKind kind, Dictionary<(string, DigestKind, SchoolId), long> positions, CancellationToken cancellation)
    {
        foreach (var (school, sight) in recipient.Boards.Where(board => !positions.ContainsKey((recipient.Id, kind, board.School))))
            await Tried(school.Value, () => Ask(recipient, school, new DigestScope(kind, sight.Clearance, -1, Sight: sight.Text), cancellation), cancellation);
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

    private Task<bool> Write(DigestRecipient recipient, string period, DigestBody body, IReadOnlyCollection<PositionMove> moves, CancellationToken cancellation) => store.Write(
        new DigestRow
        {
            Id = DigestRow.IdOf(recipient.Id, period),
            Recipient = recipient.Id,
            Period = period,
            Channel = recipient.Channel,
            CreatedAt = time.GetUtcNow(),
            State = body.Schools.IsEmpty && body.LeftOut.IsEmpty ? OutboxState.Nothing : OutboxState.Waiting,
            Body = body,
        },
        moves,
        cancellation);

    // Nobody is named: everybody with that role is asked.
    private static bool IsAsked(DigestRecipient recipient, Role role, string? named, SchoolId school) =>
        recipient.Person is { } person && (named is null ? person.Is(role, school) : named == person.Id);
}
