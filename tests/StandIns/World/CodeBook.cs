namespace RiskMonitor.StandIns.World;

/// <summary>The register codes a school uses: the DfE's of August 2024 (SI 2024/208), and its own if it adds some.</summary>
public sealed class CodeBook
{
    /// <summary>A mark whose code field is empty.</summary>
    public const byte NoCode = byte.MaxValue;

    private readonly Lock _gate = new();
    private readonly List<AttendanceCode> _codes = [.. Statutory];
    private readonly HashSet<string> _unlisted = new(StringComparer.Ordinal);

    private static AttendanceCode[] Statutory { get; } =
    [
        new("/", "Present (AM)", "PRESENT"), new("\\", "Present (PM)", "PRESENT"), new("L", "Late before registers closed", "PRESENT"),
        new("K", "Attending provision arranged by the local authority", "APPROVED_EDUCATIONAL_ACTIVITY"),
        new("V", "Educational visit or trip", "APPROVED_EDUCATIONAL_ACTIVITY"),
        new("P", "Supervised sporting activity", "APPROVED_EDUCATIONAL_ACTIVITY"),
        new("W", "Work experience", "APPROVED_EDUCATIONAL_ACTIVITY"),
        new("B", "Educated off site", "APPROVED_EDUCATIONAL_ACTIVITY"),
        new("C", "Leave of absence, exceptional circumstance", "AUTHORISED_ABSENCE"),
        new("C1", "Regulated performance or employment abroad", "AUTHORISED_ABSENCE"),
        new("C2", "Temporary part-time timetable", "AUTHORISED_ABSENCE"),
        new("E", "Suspended or excluded, no provision made", "AUTHORISED_ABSENCE"), new("I", "Illness", "AUTHORISED_ABSENCE"),
        new("J1", "Interview", "AUTHORISED_ABSENCE"), new("M", "Medical or dental appointment", "AUTHORISED_ABSENCE"),
        new("R", "Religious observance", "AUTHORISED_ABSENCE"), new("S", "Study leave", "AUTHORISED_ABSENCE"),
        new("T", "Parent travelling for work", "AUTHORISED_ABSENCE"),
        new("G", "Holiday without leave", "UNAUTHORISED_ABSENCE"), new("N", "Reason not yet known", "UNAUTHORISED_ABSENCE"),
        new("O", "Absent without leave", "UNAUTHORISED_ABSENCE"), new("U", "Late after registers closed", "UNAUTHORISED_ABSENCE"),
        new("D", "Dual registered at another school", "NOT_REQUIRED"), new("Q", "No access arrangements made", "NOT_REQUIRED"),
        new("X", "Not required: not of compulsory school age", "NOT_REQUIRED"), new("Y1", "Transport not available", "NOT_REQUIRED"),
        new("Y2", "Widespread disruption to travel", "NOT_REQUIRED"), new("Y3", "Part of the premises closed", "NOT_REQUIRED"),
        new("Y4", "Whole site unexpectedly closed", "NOT_REQUIRED"), new("Y5", "Criminal justice detention", "NOT_REQUIRED"),
        new("Y6", "Public health guidance or law", "NOT_REQUIRED"), new("Y7", "Other unavoidable cause", "NOT_REQUIRED"),
        new("Z", "Prospective pupil", "NOT_REQUIRED"), new("#", "Planned whole school closure", "NOT_REQUIRED"),
        new("-", "No mark", "NO_MARK"),
    ];

    /// <summary>Whether the school has added codes of its own.</summary>
    public bool IsCustom { get; private set; }

    /// <summary>The position of a code, null standing for "no mark"; an unknown one is added as the school's own.</summary>
    public byte IndexOf(string? code)
    {
        if (code is null)
            return NoCode;
        lock (_gate)
        {
            var index = _codes.FindIndex(c => string.Equals(c.Code, code, StringComparison.Ordinal));
            if (index >= 0)
                return (byte)index;
            if (_codes.Count == NoCode)
                throw new InvalidOperationException($"A school has at most {NoCode} register codes.");
            _codes.Add(new AttendanceCode(code, "School's own code", "OTHER"));
            IsCustom = true;
            return (byte)(_codes.Count - 1);
        }
    }

    /// <summary>From now on marks use the code but the published list does not have it.</summary>
    public void Unlist(string code)
    {
        lock (_gate)
            _unlisted.Add(code);
    }

    /// <summary>The school says that a code of its own is another one from now on: every mark that has it, also of days gone by.</summary>
    public void Rename(string code, string to)
    {
        lock (_gate)
        {
            var index = _codes.FindIndex(listed => listed.Code == code);
            _codes[index] = _codes[index] with { Code = to };
        }
    }

    public string TextOf(byte index)
    {
        lock (_gate)
            return _codes[index].Code;
    }

    /// <summary>The published list, with each code's position.</summary>
    public IReadOnlyList<(byte Index, AttendanceCode Code)> Listed()
    {
        lock (_gate)
            return [.. _codes.Select((code, index) => ((byte)index, code)).Where(entry => !_unlisted.Contains(entry.code.Code))];
    }
}
