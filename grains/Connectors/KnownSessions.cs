using System.Buffers.Binary;
using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors;

/// <summary>What a pupil's marks of the last four weeks said when last read: two bytes a session, so that a large school's fit into the feed's memory.</summary>
internal sealed record KnownSessions(int FirstDay, ImmutableArray<ushort> Contents)
{
    public const int Days = 28;
    private const int Sessions = 2 * Days;

    /// <summary>No mark is known; the content of a mark is never this.</summary>
    private const ushort None = 0;

    /// <summary>The sessions of the four weeks that begin on a day; what lies before is forgotten.</summary>
    public static KnownSessions Parse(string? text, DateOnly firstDay)
    {
        var contents = new ushort[Sessions];
        if (text is not null)
        {
            var bytes = Convert.FromBase64String(text).AsSpan();
            var shift = 2 * (firstDay.DayNumber - BinaryPrimitives.ReadInt32LittleEndian(bytes));
            for (var index = Math.Max(0, -shift); index < Sessions && index + shift < Sessions; index++)
                contents[index] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(sizeof(int) + (sizeof(ushort) * (index + shift)))..]);
        }

        return new KnownSessions(firstDay.DayNumber, [.. contents]);
    }

    /// <summary>What tells a mark from another of the same session.</summary>
    public static ushort ContentOf(Mark mark) => (ushort)(1 + (ContentHash.Of($"{mark.Code ?? "none"} {mark.MinutesLate}") % ushort.MaxValue));

    public bool Covers(SchoolSession session) => Index(session) is >= 0 and < Sessions;

    /// <summary>What is kept of a session; 0 for nothing.</summary>
    public ushort this[SchoolSession session] => Covers(session) ? Contents[Index(session)] : None;

    /// <summary>A session outside the four weeks is not kept.</summary>
    public KnownSessions With(SchoolSession session, ushort content) => Covers(session) ? this with { Contents = Contents.SetItem(Index(session), content) } : this;

    /// <summary>A session outside the four weeks is not kept.</summary>
    public KnownSessions With(Mark mark) => Covers(mark.At) ? this with { Contents = Contents.SetItem(Index(mark.At), ContentOf(mark)) } : this;

    public KnownSessions Without(SchoolSession session) => Covers(session) ? this with { Contents = Contents.SetItem(Index(session), None) } : this;

    public bool Has(Mark mark) => Covers(mark.At) && Contents[Index(mark.At)] == ContentOf(mark);

    public IEnumerable<SchoolSession> All() => Contents.Index().Where(each => each.Item != None)
        .Select(each => new SchoolSession(DateOnly.FromDayNumber(FirstDay + (each.Index / 2)), each.Index % 2 == 0 ? Session.AM : Session.PM));

    public override string ToString()
    {
        var bytes = new byte[sizeof(int) + (sizeof(ushort) * Sessions)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, FirstDay);
        for (var index = 0; index < Sessions; index++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(int) + (sizeof(ushort) * index)), Contents[index]);
        return Convert.ToBase64String(bytes);
    }

    private int Index(SchoolSession session) => (2 * (session.Date.DayNumber - FirstDay)) + (session.Session == Session.PM ? 1 : 0);
}
