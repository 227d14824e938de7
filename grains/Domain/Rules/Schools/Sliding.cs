namespace RiskMonitor.Domain.Rules;

/// <summary>
/// A window that only moves forward over things with a first date in it and a first date out of it, so that a walk of many dates counts
/// each thing twice and not once a date.
/// </summary>
internal sealed class Sliding<T>
{
    private readonly List<(T Thing, DateOnly In, DateOnly? Out)> _coming;
    private readonly List<(T Thing, DateOnly In, DateOnly? Out)> _going;
    private readonly Action<T> _comes;
    private readonly Action<T> _goes;
    private int _come;
    private int _gone;

    internal Sliding(IEnumerable<(T Thing, DateOnly In, DateOnly? Out)> things, Action<T> comes, Action<T> goes)
    {
        _coming = [.. things.Where(each => each.Out is null || each.In < each.Out).OrderBy(each => each.In)];
        _going = [.. _coming.Where(each => each.Out is not null).OrderBy(each => each.Out)];
        (_comes, _goes) = (comes, goes);
    }

    /// <summary>The dates on which something comes in or goes out.</summary>
    internal IEnumerable<DateOnly> Changes => _coming.Select(each => each.In).Concat(_going.Select(each => each.Out!.Value));

    /// <param name="date">Not before the date of the call before.</param>
    internal void MoveTo(DateOnly date)
    {
        for (; _come < _coming.Count && _coming[_come].In <= date; _come++) _comes(_coming[_come].Thing);
        for (; _gone < _going.Count && _going[_gone].Out <= date; _gone++) _goes(_going[_gone].Thing);
    }
}

/// <summary>How often each word occurs.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    internal int Words => _counts.Count;

    internal int this[string word] => _counts.GetValueOrDefault(word);

    internal void Add(string word) => _counts[word] = this[word] + 1;

    internal void Remove(string word)
    {
        if (this[word] > 1) _counts[word]--;
        else _counts.Remove(word);
    }
}
