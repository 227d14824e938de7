using RiskMonitor.Domain.Windows;

namespace RiskMonitor.StandIns.World;

/// <summary>Adds, alters and removes a school's rows at the clock's now, as its staff would. Unknown pupils and ids are an error.</summary>
public sealed class SchoolEditor(UpstreamSchool school, TimeProvider clock)
{
    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Returns the record number by which marks and incidents name the pupil.</summary>
    public int Enrol(StudentRow student) => school.Students.Add(student, Now);

    public void Amend(string upi, Func<StudentRow, StudentRow> change)
    {
        var current = Student(upi);
        school.Students.Revise(current.Record, change(current.Row), Now);
    }

    /// <summary>Takes the pupil off the lists; with a tombstone unless told otherwise.</summary>
    public void Remove(string upi, bool leavesTombstone = true)
    {
        var current = Student(upi);
        school.Students.Revise(current.Record, current.Row, Now, isGone: true);
        if (leavesTombstone)
            Bury("student", current.Row);
    }

    /// <summary>Moves the pupil to the leavers, with a tombstone, as Wonde does.</summary>
    public void Leave(string upi, DateOnly lastDay)
    {
        var current = Student(upi);
        school.Students.Revise(current.Record, current.Row with { Left = lastDay }, Now);
        Bury("student", current.Row);
    }

    /// <summary>The pupil is back under the same id, or under a new one with the same <see cref="StudentRow.Upi"/>.</summary>
    public void Restore(string upi, string? newWondeId = null)
    {
        var current = Student(upi);
        var tombstone = school.Deletions.Find(("student", current.Row.WondeId));
        school.Students.Revise(current.Record, current.Row with { Left = null, WondeId = newWondeId ?? current.Row.WondeId }, Now);
        if (tombstone is { } buried && newWondeId is null)
            school.Deletions.Revise(buried, school.Deletions.At(buried, Now)!.Value.Row with { RestoredAt = Now }, Now);
    }

    /// <param name="visibleAfter">How long after its stamp the mark can first be read.</param>
    public void Mark(string upi, SchoolSession at, string? code, int minutesLate = 0, TimeSpan visibleAfter = default)
    {
        var row = new MarkRow(Student(upi).Record, at.Date.DayNumber, at.Session, school.Codes.IndexOf(code), (byte)minutesLate);
        if (school.Marks.Find(MarkKey.Of(row)) is { } known)
            school.Marks.Revise(known, row, Now, visibleAfter);
        else
            school.Marks.Add(row, Now, visibleAfter: visibleAfter);
    }

    /// <summary>The mark vanishes without a trace, as upstream.</summary>
    public void RemoveMark(string upi, SchoolSession at)
    {
        var key = new MarkKey(Student(upi).Record, at.Date.DayNumber, at.Session);
        var record = school.Marks.Find(key) ?? throw new ArgumentException("There is no such mark.", nameof(at));
        school.Marks.Revise(record, school.Marks.At(record, Now)!.Value.Row, Now, isGone: true);
    }

    public void Put(BehaviourRow row) => Put(school.Behaviours, row.Id, row);

    public void Put(ExclusionRow row) => Put(school.Exclusions, row.Id, row);

    public void Put(IncidentRow row) => Put(school.Incidents, row.Id, row);

    /// <summary>Recorded now, by a clock of the source's that is wrong: its stamp is so much later, or earlier, and it can be read at once.</summary>
    public void Put(IncidentRow row, TimeSpan clockIsOff)
    {
        if (school.Incidents.Find(row.Id) is { } known)
            school.Incidents.Revise(known, row, Now + clockIsOff, visibleAfter: -clockIsOff);
        else
            school.Incidents.Add(row, Now, updated: Now + clockIsOff, visibleAfter: -clockIsOff);
    }

    public void Act(string incident, ActionRow action) =>
        AmendIncident(incident, row => row with { Actions = row.Actions.Add(action) });

    public void AmendIncident(string incident, Func<IncidentRow, IncidentRow> change) =>
        school.Incidents.Revise(Record(school.Incidents, incident), change(Current(school.Incidents, incident)), Now);

    public void RemoveBehaviour(string id) => Withdraw(school.Behaviours, id);

    public void RemoveExclusion(string id) => Withdraw(school.Exclusions, id);

    /// <summary>Leaves a tombstone in the feed, as the contract asks.</summary>
    public void RemoveIncident(string id) => Withdraw(school.Incidents, id);

    public BehaviourRow Behaviour(string id) => Current(school.Behaviours, id);

    public ExclusionRow Exclusion(string id) => Current(school.Exclusions, id);

    private void Bury(string type, StudentRow row)
    {
        var tombstone = new DeletionRow(type, row.WondeId, row.MisId, Now, null);
        if (school.Deletions.Find((type, row.WondeId)) is { } known)
            school.Deletions.Revise(known, tombstone, Now);
        else
            school.Deletions.Add(tombstone, Now);
    }

    private void Put<TRow>(Ledger<string, TRow> ledger, string id, TRow row)
    {
        if (ledger.Find(id) is { } known)
            ledger.Revise(known, row, Now);
        else
            ledger.Add(row, Now);
    }

    private void Withdraw<TRow>(Ledger<string, TRow> ledger, string id) =>
        ledger.Revise(Record(ledger, id), Current(ledger, id), Now, isGone: true);

    private TRow Current<TRow>(Ledger<string, TRow> ledger, string id) => ledger.At(Record(ledger, id), Now)!.Value.Row;

    private static int Record<TRow>(Ledger<string, TRow> ledger, string id) =>
        ledger.Find(id) ?? throw new ArgumentException("There is no such row.", nameof(id));

    private RowVersion<StudentRow> Student(string upi) =>
        school.Students.Find(upi) is { } record && school.Students.At(record, Now) is { } version
            ? version
            : throw new ArgumentException("There is no such pupil.", nameof(upi));
}
