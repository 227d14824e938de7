using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>The board as people see it, their commands, and the hosts that listen.</content>
public sealed partial class SchoolGrain
{
    // So often within so many school days: it comes and goes, and says less each time. [design]
    private const int FlappingRaises = 3;
    private const int FlappingSchoolDays = 10;

    public Task<BoardView> Board() => Task.FromResult(View([.. board.Open.Select(ViewOf)]));

    public Task<BoardView> Since(long lastUpdate) => Task.FromResult(View(
        [.. board.Open.Concat(board.Past).Where(alert => alert.Last.Update > lastUpdate).OrderBy(alert => alert.Last.Update).Select(ViewOf)]));

    public Task<BoardView> ChangedAfter(long lastUpdate, bool alsoPast, int limit) => Task.FromResult(View(
        [.. (alsoPast ? board.Open.Concat(board.Past) : board.Open).Where(alert => alert.Last.Update > lastUpdate).OrderBy(alert => alert.Last.Update).Take(limit).Select(ViewOf)]));

    public Task<PupilAlerts> AlertsOf(StudentId student)
    {
        var alerts = AlertsOfChild(student);
        return Task.FromResult(new PupilAlerts(
            [.. alerts.Where(alert => alert.IsOpen).Select(ViewOf)],
            [.. alerts.Where(alert => !alert.IsOpen).Select(ViewOf)],
            [.. alerts.SelectMany(alert => alert.History)],
            Freshness(),
            [.. memory.LinksAt(clock.Now).ContextOf(student).Siblings.Select(sibling => MemberOf(sibling.Student))]));
    }

    private HouseholdMember MemberOf(StudentId student)
    {
        var open = board.Of(student).Where(alert => alert.IsOpen).ToList();
        return new HouseholdMember(student, IdentityOf(student), open.Count, open.Count == 0 ? null : open.Max(alert => alert.Severity), FactsOf(student));
    }

    public async Task<AlertCommandAnswer> Carry(AlertCommandRequest request)
    {
        AlertCommandAnswer? answer = null;
        try
        {
            await work.Add(async () => answer = await CarryNow(request));
        }
        catch (Exception) when (work.HasFailed)
        {
            // Logged where it happened. Whether the command was stored is unknown, and the same command again is carried out once.
            throw new JournalBehindException(ReadingAgain);
        }

        return answer!;
    }

    public async Task<ImmutableArray<Observation>> Inputs(string type)
    {
        await InTurn();
        return KnownOf(type);
    }

    public async Task<ImmutableArray<PupilOnRoll>> Roll()
    {
        var key = await seal.UpnKey(school);
        await InTurn();
        return [.. memory.Pupils.Values.Select(entry => entry.Chronology.Pupil).OfType<Pupil>().Select(pupil => new PupilOnRoll(
            pupil.Student,
            pupil.Born,
            pupil.FullName,
            pupil.Upn is { } upn && PupilNumber.IsPermanent(upn) ? PupilNumber.Hash(key, upn) : null,
            new MaskedIdentity(pupil.Initials, pupil.YearGroup, pupil.Registration)))];
    }

    /// <summary>Who sent something a moment ago is answered with what they sent.</summary>
    private async Task InTurn()
    {
        try
        {
            await work.Add(() => Task.CompletedTask);
        }
        catch (Exception) when (work.HasFailed)
        {
            // Logged where it happened. Nothing was asked to change.
            throw new JournalBehindException(ReadingAgain);
        }
    }

    public Task<long> Watch(IBoardObserver observer)
    {
        observers.Subscribe(observer, observer);
        return Task.FromResult(board.LastUpdate);
    }

    public Task Unwatch(IBoardObserver observer)
    {
        observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private ImmutableArray<Observation> KnownOf(string type) => type switch
    {
        "calendar" => memory.Register.Calendar.Source is { } calendar ? [calendar] : [],
        "survey" => [.. memory.Register.Surveys.Values],
        "training" => [.. memory.Register.Training.Values],
        _ => throw new ArgumentException($"'{type}' is not a type of input that a school keeps.", nameof(type)),
    };

    private async Task<AlertCommandAnswer> CarryNow(AlertCommandRequest request)
    {
        var alert = board.Open.Concat(board.Past).LastOrDefault(record => record.Key.Text == request.AlertText);
        if (alert is null)
            return new AlertCommandAnswer(CommandResult.NotFound, null);

        var outcome = board.Carry(alert.Key, request.Command, clock.Now, memory.Register.Calendar, clock.Speed);
        if (outcome is Accepted accepted)
        {
            await Commit(memory.Position, [accepted.Transition]);
            Keep(new BoardChange(accepted.Board, [accepted.Transition]));
            await Tell([accepted.Transition], clock.Now);
        }

        // A closure that was taken back is another episode.
        var key = (outcome as Accepted)?.Transition.Alert ?? (outcome as AcceptedBefore)?.Transition.Alert ?? alert.Key;
        return new AlertCommandAnswer(ResultOf(outcome), ViewOf(board.Find(key) ?? alert), (outcome as NotAllowed)?.Why);
    }

    private static CommandResult ResultOf(CommandOutcome outcome) => outcome switch
    {
        Accepted or AcceptedBefore => CommandResult.Done,
        AlreadyAcknowledgedBy => CommandResult.AlreadyAcknowledged,
        NoLongerOpen => CommandResult.NoLongerOpen,
        Overtaken => CommandResult.Overtaken,
        NotAllowed => CommandResult.NotAllowed,
        _ => CommandResult.NotFound,
    };

    // What attaches to an alert changes no deadline; a transition does, and a new calendar.
    private void Keep(BoardChange change)
    {
        board = change.Board;
        if (change.Transitions.IsEmpty && ReferenceEquals(dueBy, memory.Register.Calendar))
            return;
        dueBy = memory.Register.Calendar;
        alertsDue = options.AsksAgain ? board.NextDue(AlertTimes.Default, dueBy) : null;
    }

    /// <summary>Best effort, after the commit: whoever misses it finds a gap in the numbers and asks.</summary>
    private async Task Tell(ImmutableArray<Transition> transitions, DateTimeOffset receivedAt)
    {
        if (observers.Count == 0)
            return;
        var changed = transitions.Select(t => t.Alert).Distinct().Select(key => board.Find(key)).OfType<AlertRecord>().Select(ViewOf);
        var push = new BoardChanged(school, board.LastUpdate, [.. changed.OrderBy(alert => alert.Update)], Freshness(), receivedAt);
        await observers.Notify(observer => observer.Changed(push));
        Milestones.Reach(Milestones.Told);
    }

    private BoardView View(ImmutableArray<AlertView> alerts) => new()
    {
        School = school,
        Name = school.Trust is { } trust ? TrustName.Of(trust) : memory.Register.Record?.Name ?? school.Value,
        Trust = school.Trust ?? memory.Register.Record?.Trust,
        Update = board.LastUpdate,
        Alerts = alerts,
        Freshness = Freshness(),
        Behind = work.Length,
    };

    private AlertView ViewOf(AlertRecord alert) => new()
    {
        Key = alert.Key,
        State = alert.State,
        Severity = alert.Severity,
        Effective = alert.RaisedOn,
        RaisedAt = alert.Raised.At,
        ChangedAt = alert.Last.At,
        Evidence = alert.Evidence,
        RuleVersion = alert.Last.RuleVersion,
        PreExisting = alert.Raised.Cause == Cause.Baseline,
        AcknowledgedBy = alert.Acknowledgement?.Actor,
        AcknowledgedAt = alert.Acknowledgement?.At,
        Note = alert.Acknowledgement?.Note,
        Sequence = alert.Last.Sequence,
        Update = alert.Last.Update,
        Pupil = alert.Key.Subject.Student is { } student ? IdentityOf(student) : null,
        Because = alert.IsOpen ? null : alert.Last.Note,
        Edition = alert.Edition,
        SnoozedUntil = alert.Snooze?.Until,
        SnoozedBy = alert.Snooze?.Actor,
        Step = alert.Step,
        NextAt = alert.IsOpen && options.AsksAgain ? AlertTimes.Default.Next(alert, memory.Register.Calendar)?.At : null,
        Flapping = alert.IsOpen && IsFlapping(alert),
        Watchers = [.. alert.Watchers],
        Outcome = alert.Last.Outcome,
        ClosedBy = alert.Last.Kind is TransitionKind.Closed ? alert.Last.Actor : null,
        AskedAt = alert.Asked.At,
        Year = FactsOf(alert)?.Year,
        Cases = FactsOf(alert)?.Cases ?? [],
        Categories = CategoriesOf(alert),
    };

    public Task<MaskedIdentity?> Masked(StudentId student) =>
        Task.FromResult(memory.Pupils.ContainsKey(PrimaryOf(student)) ? IdentityOf(PrimaryOf(student)) ?? new MaskedIdentity(null, null, null) : null);

    public Task<PupilFacts?> Facts(StudentId student) =>
        Task.FromResult<PupilFacts?>(memory.Pupils.ContainsKey(PrimaryOf(student)) ? FactsOf(student) : null);

    public Task<ImmutableArray<MarkedPupil>> Marked(ImmutableArray<CaseMark> marks)
    {
        var asked = marks.ToHashSet();
        return Task.FromResult<ImmutableArray<MarkedPupil>>(
        [
            .. from student in asked.Count == 0 ? [] : memory.Pupils.Keys
               let mark = caseMarks.Of(student)
               where asked.Contains(mark)
               select new MarkedPupil(mark, student),
        ]);
    }

    private AlertFacts AlertFactsOf(AlertRecord alert) => new(alert.Key.Rule, FactsOf(alert), CategoriesOf(alert));

    private PupilFacts? FactsOf(AlertRecord alert) => alert.Key.Subject.Student is { } student ? FactsOf(student) : null;

    private PupilFacts FactsOf(StudentId student) => new(IdentityOf(PrimaryOf(student))?.YearGroup, caseMarks.Of(student, memory.Register.Identities.RecordsOf(student)));

    // An item names one of a concern's categories; who may see it is decided by all of them.
    private ImmutableArray<string>? CategoriesOf(AlertRecord alert)
    {
        if (!ConcernRules.IsOfConcerns(alert.Key.Rule) || alert.Key.Subject.Student is not { } student || !memory.Pupils.TryGetValue(PrimaryOf(student), out var entry))
            return null;
        return ConcernRules.CategoriesOf(alert.Evidence, entry.Chronology.File.Concerns);
    }

    private bool IsFlapping(AlertRecord alert)
    {
        var today = SchoolTime.DateOf(clock.Now);
        var days = memory.Register.Calendar.DaysOf(null);
        return board.Of(alert.Key.Subject).Count(each => each.Key.Rule == alert.Key.Rule && each.Key.Subject == alert.Key.Subject
            && days.CountBetween(SchoolTime.DateOf(each.Raised.At), today) < FlappingSchoolDays) >= FlappingRaises;
    }

    private MaskedIdentity? IdentityOf(StudentId student) =>
        memory.Pupils.TryGetValue(student, out var entry) && entry.Chronology.Pupil is { } pupil
            ? new MaskedIdentity(pupil.Initials, pupil.YearGroup, pupil.Registration)
            : null;

    private Freshness Freshness()
    {
        var (today, time) = (SchoolTime.DateOf(clock.Now), SchoolTime.TimeOf(clock.Now));
        var isSchoolDay = memory.Register.Calendar.IsSchoolDay(today);
        var morning = memory.Register.ProgressOf(new SchoolSession(today, Session.AM));
        var afternoon = memory.Register.ProgressOf(new SchoolSession(today, Session.PM));
        var (session, progress) = time < new TimeOnly(12, 0) ? (Session.AM, morning) : (Session.PM, afternoon);
        return FreshnessOf(
            morning.Marked + afternoon.Marked,
            isSchoolDay ? new RegisterCount(session.ToString(), progress.GroupsReceived, progress.Groups, progress.LastReceivedAt) : null);
    }

    private Freshness FreshnessOf(long marksToday, RegisterCount? registers) => new()
    {
        LastEvaluatedAt = lastEvaluatedAt,
        MarksToday = marksToday,
        Registers = registers,
        Feeds = [.. memory.Register.Feeds.Select(feed => new FeedFreshness(feed.Feed, feed.LastCompleteAt))],
        Baseline = memory.UnderBaseline,
    };
}
