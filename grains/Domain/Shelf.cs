using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>
/// How records of one kind are kept for a pupil: one per natural key, in the order in which they happened, at most so many and for so long.
/// The one received last wins; at equal times the later applied. A record that says nothing new returns the same list.
/// </summary>
internal sealed class Shelf<T>(int limit, int months, Func<T, DateTimeOffset> happened, Func<T, T, bool> sameKey, Func<T, T, bool>? sameContent = null)
    where T : Observation
{
    internal ImmutableArray<T> Put(ImmutableArray<T> kept, T item, Func<T, bool>? mustStay = null)
    {
        var old = kept.FirstOrDefault(each => sameKey(each, item));
        if (old is not null && (old.ReceivedAt > item.ReceivedAt || SaysTheSame(old, item))) return kept;
        if (old is not null) kept = kept.Remove(old);
        kept = kept.Insert(PlaceFor(kept, item), item);
        var oldest = item.ReceivedAt > DateTimeOffset.MinValue.AddMonths(months) ? item.ReceivedAt.AddMonths(-months) : DateTimeOffset.MinValue;
        if (happened(kept[0]) < oldest) kept = kept.RemoveAll(each => happened(each) < oldest && mustStay?.Invoke(each) != true);
        return kept.Length > limit ? kept.RemoveRange(0, kept.Length - limit) : kept;
    }

    /// <summary>What is past its period goes, although nothing new has come.</summary>
    internal ImmutableArray<T> Forget(ImmutableArray<T> kept, DateTimeOffset asOf, Func<T, bool>? mustStay = null)
    {
        var oldest = asOf.AddMonths(-months);
        return kept.RemoveAll(each => happened(each) < oldest && mustStay?.Invoke(each) != true);
    }

    private int PlaceFor(ImmutableArray<T> kept, T item)
    {
        var place = kept.Length;
        while (place > 0 && ComesAfter(kept[place - 1], item)) place--;
        return place;
    }

    private bool ComesAfter(T one, T other)
    {
        var order = happened(one).CompareTo(happened(other));
        return order > 0 || (order == 0 && string.CompareOrdinal(one.Key, other.Key) > 0);
    }

    // Hearing the same again does not move when it was received.
    private bool SaysTheSame(T old, T item)
    {
        var again = item with { ReceivedAt = old.ReceivedAt };
        return sameContent is null ? old.Equals(again) : sameContent(old, (T)again);
    }
}

internal static class Shelf
{
    /// <summary>Takes a record away when it was received before, or with, its withdrawal.</summary>
    internal static ImmutableArray<T> Remove<T>(ImmutableArray<T> kept, Withdrawn withdrawn)
        where T : Observation
    {
        var old = kept.FirstOrDefault(each => each.Key == withdrawn.OfKey);
        return old is null || old.ReceivedAt > withdrawn.ReceivedAt ? kept : kept.Remove(old);
    }
}
