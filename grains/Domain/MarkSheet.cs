using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>
/// A pupil's register marks, one byte a session, from the first date that has one to the last; with the receipts of the last
/// <see cref="ReceiptDays"/> days, so that "what did we know at 09:50?" has an answer. Keeps this school year and the one before.
/// </summary>
[GenerateSerializer, Immutable, Alias("MarkSheet")]
public sealed record MarkSheet
{
    /// <summary>How long it is remembered when a mark was received, in days before the last receipt.</summary>
    public const int ReceiptDays = 14;

    /// <summary>A mark dated further ahead of its receipt than this is not kept: 400 days.</summary>
    public const int FarthestAheadDays = 400;

    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static MarkSheet Empty { get; } = new();

    /// <summary>The day number of the first date kept, times two: sessions are numbered AM even, PM odd.</summary>
    [Id(0)] public int Origin { get; init; }

    /// <summary>Places in the code table, by session from <see cref="Origin"/>.</summary>
    [Id(1)] public byte[] Places { get; init; } = [];

    /// <summary>In order of receipt, each a change: 35 bits of seconds since 2000, 21 of session number, 8 of place.</summary>
    [Id(2)] public ulong[] Receipts { get; init; } = [];

    /// <summary>The day number of the latest receipt.</summary>
    [Id(3)] public int Horizon { get; init; }

    /// <summary>All kept sessions of absence, authorised or not: an upper bound for every window.</summary>
    [Id(4)] public int Absent { get; init; }

    /// <summary>All kept sessions of unauthorised absence: an upper bound for every window.</summary>
    [Id(5)] public int Unauthorised { get; init; }

    /// <summary>The code of a session; null for no mark.</summary>
    public string? this[SchoolSession at] => AttendanceCodes.CodeAt(PlaceAt(Number(at)));

    /// <summary>Every session that has a mark, in order.</summary>
    public IEnumerable<(SchoolSession At, string Code)> All
    {
        get
        {
            for (var index = 0; index < Places.Length; index++)
            {
                if (AttendanceCodes.CodeAt(Places[index]) is { } code) yield return (SessionOf(Origin + index), code);
            }
        }
    }

    public override string ToString() => $"{Places.Length} sessions";

    internal static int Number(SchoolSession at) => (at.Date.DayNumber * 2) + (int)at.Session;

    internal static SchoolSession SessionOf(int number) => new(DateOnly.FromDayNumber(number / 2), (Session)(number % 2));

    internal byte PlaceAt(int number) => (uint)(number - Origin) < (uint)Places.Length ? Places[number - Origin] : (byte)0;

    /// <summary>Takes a mark in. The one received last wins; at equal times the later applied. A mark that changes nothing returns the same sheet.</summary>
    internal MarkSheet With(SchoolSession at, byte place, DateTimeOffset receivedAt)
    {
        var sheet = MovedTo(DateOnly.FromDateTime(receivedAt.UtcDateTime).DayNumber);
        var number = Number(at);
        if (at.Date.DayNumber < sheet.FirstDayKept || (sheet.Horizon > 0 && at.Date.DayNumber > sheet.Horizon + FarthestAheadDays)) return sheet;
        return sheet.IsRecent(number) ? sheet.Received(number, place, SecondsOf(receivedAt)) : sheet.Set(number, place);
    }

    /// <summary>The place a session's mark had at an instant: only for sessions whose receipts are still kept, else the mark as it is now.</summary>
    internal byte PlaceAt(int number, DateTimeOffset asOf)
    {
        if (!IsRecent(number)) return PlaceAt(number);
        var (seconds, place) = (SecondsOf(asOf), (byte)0);
        foreach (var receipt in Receipts)
        {
            if (Seconds(receipt) > seconds) break;
            if (Session(receipt) == number) place = (byte)receipt;
        }

        return place;
    }

    /// <summary>When and what was received for a session, in order; empty when its receipts are no longer kept.</summary>
    internal IEnumerable<(DateTimeOffset At, byte Place)> ReceiptsOf(int number)
    {
        foreach (var receipt in Receipts)
        {
            if (Session(receipt) == number) yield return (new DateTimeOffset(Epoch + (Seconds(receipt) * TimeSpan.TicksPerSecond), TimeSpan.Zero), (byte)receipt);
        }
    }

    /// <summary>The marks of two records of one child: no mark in one of them takes none from the other; where both have one, the one received last wins.</summary>
    internal MarkSheet JoinedWith(MarkSheet other)
    {
        var sheet = MovedTo(other.Horizon);
        for (var index = 0; index < other.Places.Length; index++)
        {
            var (number, place) = (other.Origin + index, other.Places[index]);
            if (place == 0 || number / 2 < sheet.FirstDayKept) continue;
            sheet = sheet.IsRecent(number) ? sheet.WithReceipts(number, other) : sheet.Set(number, place);
        }

        return sheet;
    }

    private MarkSheet WithReceipts(int number, MarkSheet other)
    {
        var sheet = PlaceAt(number) == 0 ? this with { Receipts = [.. Receipts.Where(each => Session(each) != number)] } : this;
        return other.Receipts.Where(each => Session(each) == number).Aggregate(sheet, (joined, each) => joined.Received(number, (byte)each, Seconds(each)));
    }

    internal bool IsRecent(int number) => number / 2 >= Horizon - ReceiptDays;

    private int FirstDayKept =>
        Horizon == 0 ? 0 : new DateOnly(Math.Max(1, SchoolYear.Of(DateOnly.FromDayNumber(Horizon)).StartsIn - 1), 8, 1).DayNumber;

    // Rounded up: a mark received within the second after a deadline was not there at the deadline.
    private static long SecondsOf(DateTimeOffset instant) =>
        Math.Clamp((instant.UtcTicks - Epoch + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond, 0, (1L << 35) - 1);

    private static long Seconds(ulong receipt) => (long)(receipt >> 29);

    private static int Session(ulong receipt) => (int)(receipt >> 8) & 0x1FFFFF;

    private MarkSheet MovedTo(int receivedDay)
    {
        if (receivedDay <= Horizon) return this;
        var moved = this with { Horizon = receivedDay };
        if (Array.Exists(Receipts, each => !moved.IsRecent(Session(each)))) moved = moved with { Receipts = [.. Receipts.Where(each => moved.IsRecent(Session(each)))] };
        return moved.Forget();
    }

    private MarkSheet Forget()
    {
        var gone = (FirstDayKept * 2) - Origin;
        if (gone <= 0 || Places.Length == 0) return this;
        var forgotten = Math.Min(gone, Places.Length);
        var (absent, unauthorised) = (Absent, Unauthorised);
        foreach (var place in Places.AsSpan(0, forgotten))
        {
            absent -= CountsAsAbsent(place);
            unauthorised -= CountsAsUnauthorised(place);
        }

        return this with { Origin = FirstDayKept * 2, Places = Places[forgotten..], Absent = absent, Unauthorised = unauthorised };
    }

    /// <remarks>The receipts are a list of changes in order of receipt, whatever order they came in: what repeats its neighbour is not kept.</remarks>
    private MarkSheet Received(int number, byte place, long seconds)
    {
        var at = Receipts.Length;
        while (at > 0 && Seconds(Receipts[at - 1]) > seconds) at--;
        var (before, after) = (at - 1, at);
        while (before >= 0 && Session(Receipts[before]) != number) before--;
        if (before >= 0 && (byte)Receipts[before] == place) return this;
        while (after < Receipts.Length && Session(Receipts[after]) != number) after++;
        var isLast = after == Receipts.Length;
        var rest = !isLast && (byte)Receipts[after] == place ? [.. Receipts[..after], .. Receipts[(after + 1)..]] : Receipts;
        var receipts = new ulong[rest.Length + 1];
        rest.AsSpan(0, at).CopyTo(receipts);
        receipts[at] = ((ulong)seconds << 29) | ((ulong)number << 8) | place;
        rest.AsSpan(at).CopyTo(receipts.AsSpan(at + 1));
        return isLast ? Changed(number, place, receipts) : this with { Receipts = receipts };
    }

    private MarkSheet Set(int number, byte place) => PlaceAt(number) == place ? this : Changed(number, place, Receipts);

    private MarkSheet Changed(int number, byte place, ulong[] receipts)
    {
        var old = PlaceAt(number);
        if (old == place) return this with { Receipts = receipts };
        var (origin, places) = Covering(number);
        places[number - origin] = place;
        return this with
        {
            Origin = origin,
            Places = places,
            Receipts = receipts,
            Absent = Absent + CountsAsAbsent(place) - CountsAsAbsent(old),
            Unauthorised = Unauthorised + CountsAsUnauthorised(place) - CountsAsUnauthorised(old),
        };
    }

    private (int Origin, byte[] Places) Covering(int number)
    {
        var day = number / 2 * 2;
        if (Places.Length == 0) return (day, new byte[2]);
        var origin = Math.Min(Origin, day);
        var places = new byte[Math.Max(Origin + Places.Length, day + 2) - origin];
        Places.CopyTo(places, Origin - origin);
        return (origin, places);
    }

    private static int CountsAsAbsent(byte place) => AttendanceCodes.IsAbsent(AttendanceCodes.CategoryAt(place)) ? 1 : 0;

    private static int CountsAsUnauthorised(byte place) => AttendanceCodes.CategoryAt(place) is MarkCategory.Unauthorised ? 1 : 0;
}
