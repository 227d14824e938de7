using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>The parameters of a feed request, understood. Order is <c>(updated_at, id)</c>; the cursor is the pair of the last row sent.</summary>
internal sealed record FeedQuery(
    DateTimeOffset? UpdatedSince, DateTimeOffset? UpdatedBefore, DateTimeOffset? OccurredFrom, DateTimeOffset? OccurredTo,
    FeedPlace? After, int Limit, bool IncludeDeleted, bool IncludeDisabled)
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 500;

    /// <summary>Null with the reason when a parameter cannot be understood.</summary>
    public static FeedQuery? From(IQueryCollection query, TimeSpan skew, out string? reason)
    {
        reason = null;
        if (!TryTime(query["updated_since"], skew, out var since) || !TryTime(query["updated_before"], skew, out var before)
            || !TryTime(query["occurred_from"], TimeSpan.Zero, out var from) || !TryTime(query["occurred_to"], TimeSpan.Zero, out var to))
            reason = "A time is RFC 3339 with an offset.";
        else if (!TryLimit(query["limit"], out var limit))
            reason = $"limit is 1 to {MaximumLimit}.";
        else if (!FeedPlace.TryParse(query["cursor"], out var after))
            reason = "The cursor is not one of ours.";
        else
            return new FeedQuery(since, before, from, to, after, limit, query["include_deleted"] == "true", query["include_disabled"] == "true");
        return null;
    }

    private static bool TryTime(string? text, TimeSpan skew, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;

        // A plus sign that was not escaped has become a space on its way here.
        if (!DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed))
            return false;
        time = parsed - skew;
        return true;
    }

    private static bool TryLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaximumLimit);
    }
}

/// <summary>A place in the feed: just after the row with this time and id.</summary>
internal sealed record FeedPlace(DateTimeOffset Updated, string Id)
{
    public static bool TryParse(string? cursor, out FeedPlace? place)
    {
        place = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (!Base64Url.IsValid(cursor))
            return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            place = new FeedPlace(json.RootElement.GetProperty("u").GetDateTimeOffset(), json.RootElement.GetProperty("i").GetString() ?? "");
            return true;
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // The caller is told that the cursor is not ours: nothing is lost.
            return false;
        }
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"u":"{{Updated:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}}","i":"{{Id}}"}"""));

    public bool IsBefore(DateTimeOffset updated, string id) =>
        updated > Updated || (updated == Updated && string.CompareOrdinal(id, Id) > 0);
}
