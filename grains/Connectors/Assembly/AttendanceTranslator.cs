using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// A mark of the register → <see cref="Mark"/>. Marks have no stamps: at the first import each counts as recorded when its register closes,
/// later ones when they are read. A group's mark (a lesson's) stands beside the register's, and for it where the register has none.
/// </summary>
internal sealed class AttendanceTranslator(UpstreamBinding binding, DateTimeOffset now, bool isFirstImport)
{
    private const string Table = "sessions";

    /// <summary>Of <see cref="Table"/>, the sessions whose mark is a group's.</summary>
    private const string GroupTable = "group-sessions";
    private static readonly TimeOnly MorningCloses = new(9, 20);
    private static readonly TimeOnly AfternoonCloses = new(13, 30);
    private readonly Dictionary<string, (bool IsRegisters, long Id)> _newest = new(StringComparer.Ordinal);

    public DateOnly FirstDay { get; } = SchoolTime.DateOf(now).AddDays(1 - KnownSessions.Days);

    public Reading Read(AttendancePayload row, UpstreamMemory memory)
    {
        // A lesson that is no session.
        if (IsGroups(row) && !IsSession(row))
            return new Reading(null, memory);
        if (row.SessionDate is not { } date)
            return new Reading(null, memory, "session_date: missing.");
        if (!IsSession(row))
            return new Reading(null, memory, "session_name: neither AM nor PM.");
        if (string.IsNullOrEmpty(row.StudentId))
            return new Reading(null, memory, "student_id: missing.");
        if (!RegisterCode.TryRead(row.AttendanceMark ?? "", date.Day, out var code))
            return new Reading(null, memory, "attendance_mark: no attendance code.");
        if (!memory.Students.TryGetValue(row.StudentId, out var student))
            return new Reading(null, memory, "student_id: not on the roll we know.", MayResolve: true);
        var mark = Mark(row, student, SessionOf(row)!.Value, code);
        // The same session can come twice under two ids: the register's row stands, and of two of its kind the later.
        var rank = (!IsGroups(row), long.TryParse(row.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        if ((_newest.TryGetValue(mark.Key, out var newer) && newer.CompareTo(rank) > 0) || (IsGroups(row) && HasRegisters(memory, mark)))
            return new Reading(null, memory);
        if (IsGroups(row) && mark.At.Date < FirstDay && !isFirstImport)
            return new Reading(null, memory, "group_id: a group's mark of more than four weeks ago; whether the register has one is not known any more.");
        _newest[mark.Key] = rank;
        memory = Remember(memory, mark, IsGroups(row));
        ImmutableArray<Observation> observations = [mark];
        return new Reading(new UpstreamRecord(mark.Key, ContentHash.Of(observations, recordedAtCounts: false), observations), memory);
    }

    /// <summary>As <see cref="Read"/>, but tells only what is not known to be so already.</summary>
    public Reading ReadNews(AttendancePayload row, UpstreamMemory memory)
    {
        var reading = Read(row, memory);
        return reading.Record?.Observations[0] is Mark mark && Sessions(memory, mark.Student.Value).Has(mark)
            && memory.Find(StudentTranslator.ReturnedTable, mark.Student.Value) is null
            ? reading with { Record = null }
            : reading;
    }

    public KnownSessions Sessions(UpstreamMemory memory, string student) => KnownSessions.Parse(memory.Find(Table, student), FirstDay);

    /// <summary>Without the mark of a session.</summary>
    public UpstreamMemory Forget(UpstreamMemory memory, string student, SchoolSession at) => memory
        .With(Table, student, Sessions(memory, student).Without(at).ToString())
        .WithTable(GroupTable, OfGroups(memory, student) is { } groups ? memory.Table(GroupTable).SetItem(student, groups.Without(at).ToString()) : memory.Table(GroupTable));

    /// <summary>Whose marks are known of which session, of pupils on roll: a leaver's may go from the list with the leaver.</summary>
    public Dictionary<string, (string Student, SchoolSession At)> Known(UpstreamMemory memory) =>
        memory.KnownStudents().Where(student => student.IsOnRoll(SchoolTime.DateOf(now)))
            .SelectMany(student => Sessions(memory, student.Student).All().Select(at => (student.Student, At: at)))
            .ToDictionary(each => KeyOf(each.Student, each.At), each => each, StringComparer.Ordinal);

    /// <summary>The mark that a row shows to be still there: a group's row does not show it of the register's.</summary>
    public string? SeenBy(AttendancePayload row, UpstreamMemory memory) =>
        row.StudentId is null || !IsSession(row) || SessionOf(row) is not { } at || (IsGroups(row) && OfGroups(memory, row.StudentId)?[at] is null or 0) ? null
        : KeyOf(row.StudentId, at);

    private static string KeyOf(string student, SchoolSession at) => string.Create(CultureInfo.InvariantCulture, $"{student}|{at.Date:yyyy-MM-dd}|{at.Session}");

    private static SchoolSession? SessionOf(AttendancePayload row) => row.SessionDate is { } date
        ? new SchoolSession(date.Day, string.Equals(row.SessionName?.Trim(), "AM", StringComparison.OrdinalIgnoreCase) ? Session.AM : Session.PM)
        : null;

    private static bool IsGroups(AttendancePayload row) => row is { RegistrationGroupId: null, GroupId: not null };

    private static bool IsSession(AttendancePayload row) => row.SessionName?.Trim().ToUpperInvariant() is "AM" or "PM";

    private KnownSessions? OfGroups(UpstreamMemory memory, string student) =>
        memory.Find(GroupTable, student) is { } text ? KnownSessions.Parse(text, FirstDay) : null;

    private bool HasRegisters(UpstreamMemory memory, Mark mark) =>
        Sessions(memory, mark.Student.Value)[mark.At] != 0 && OfGroups(memory, mark.Student.Value)?[mark.At] is null or 0;

    private UpstreamMemory Remember(UpstreamMemory memory, Mark mark, bool isGroups)
    {
        if (mark.At.Date < FirstDay)
            return memory;
        var student = mark.Student.Value;
        memory = memory.With(Table, student, Sessions(memory, student).With(mark).ToString());
        var groups = OfGroups(memory, student);
        if (isGroups)
            return memory.With(GroupTable, student, (groups ?? KnownSessions.Parse(null, FirstDay)).With(mark).ToString());
        return groups is null ? memory : memory.With(GroupTable, student, groups.Without(mark.At).ToString());
    }

    private Mark Mark(AttendancePayload row, string student, SchoolSession at, string? code)
    {
        var closes = SchoolTime.At(at.Date, at.Session == Session.AM ? MorningCloses : AfternoonCloses);
        return new Mark
        {
            School = binding.School,
            Student = new StudentId(student),
            RecordedAt = isFirstImport ? (closes < now ? closes : now) : null,
            At = at,
            Code = code,
            MinutesLate = int.TryParse(row.MinutesLate, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
        };
    }
}
