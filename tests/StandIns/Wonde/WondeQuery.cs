using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>The parameters of a list request, understood.</summary>
/// <param name="AsOf">The instant whose state is served: now, or for a cursor the instant at which it was first given.</param>
internal sealed record WondeQuery(
    DateTimeOffset AsOf, DateTimeOffset? UpdatedAfter, DateTimeOffset? UpdatedBefore, int PerPage, bool AsksPerPage, bool IsCursor, int Offset,
    IReadOnlySet<string> Includes)
{
    public const int DefaultPerPage = 50;
    public const int MaximumPerPage = 500;

    private static string[] TimeFormats { get; } =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd",
    ];

    public int Page => (Offset / PerPage) + 1;

    /// <summary>Null when a parameter cannot be understood.</summary>
    public static WondeQuery? From(HttpRequest request, DateTimeOffset now, StandInFaults faults)
    {
        var query = request.Query;
        var cursor = query["cursor"].ToString();
        var isCursor = cursor.Length > 0;
        (DateTimeOffset AsOf, int Offset)? place = isCursor && cursor != "true" ? PlaceOf(cursor) : (now, 0);
        if (place is not { } at
            || !TryTime(query["updated_after"], faults.ClockSkew, out var after)
            || !TryTime(query["updated_before"], faults.ClockSkew, out var before)
            || !TryNumber(query["per_page"], DefaultPerPage, out var perPage)
            || !TryNumber(query["page"], 1, out var page))
            return null;

        perPage = Math.Min(perPage, MaximumPerPage);
        var offset = isCursor ? at.Offset : (int)Math.Min(int.MaxValue, (page - 1L) * perPage);
        var includes = query["include"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new WondeQuery(
            at.AsOf, after, before, perPage, query.ContainsKey("per_page"), isCursor, offset, includes.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The address of another page of the same list.</summary>
    public string AddressOf(HttpRequest request, int page)
    {
        var text = new StringBuilder($"{request.Scheme}://{request.Host}{request.Path}?");
        foreach (var (name, value) in request.Query)
        {
            if (name is not ("page" or "cursor"))
                text.Append(name).Append('=').Append(Uri.EscapeDataString(value.ToString())).Append('&');
        }

        return IsCursor
            ? text.Append("cursor=").Append(CursorTo((page - 1) * PerPage)).ToString()
            : text.Append(CultureInfo.InvariantCulture, $"page={page}").ToString();
    }

    private string CursorTo(int offset) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{AsOf.UtcTicks}:{offset}")));

    private static (DateTimeOffset AsOf, int Offset)? PlaceOf(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(':');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? (new DateTimeOffset(ticks, TimeSpan.Zero), offset)
                : null;
    }

    private static bool TryTime(string? text, TimeSpan skew, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return false;
        time = parsed - skew;
        return true;
    }

    private static bool TryNumber(string? text, int absent, out int number)
    {
        number = absent;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }
}
