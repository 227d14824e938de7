namespace RiskMonitor.Domain.Rules;

/// <summary>
/// The dates of a walk in order, each once. A walk adds to them as it goes, but never more than two that it has not come to yet: the day
/// after a change, and the end of a cool-down, before which there is no other.
/// </summary>
internal struct DateSteps
{
    private readonly DateOnly[] _sorted;
    private DateOnly? _dayAfter;
    private DateOnly? _coolDownEnd;
    private int _next;

    internal DateSteps(IEnumerable<DateOnly> dates)
    {
        _sorted = [.. dates];
        Array.Sort(_sorted);
    }

    /// <summary>The date that <see cref="Next"/> gave last; null when there was none.</summary>
    internal DateOnly? Last { get; private set; }

    internal DateOnly? Next()
    {
        while (_next < _sorted.Length && _sorted[_next] <= Last) _next++;
        DateOnly? next = _next < _sorted.Length ? _sorted[_next] : null;
        if (_dayAfter > Last && !(next <= _dayAfter)) next = _dayAfter;
        if (_coolDownEnd > Last && !(next <= _coolDownEnd)) next = _coolDownEnd;
        return Last = next;
    }

    internal void AddDayAfter(DateOnly date) => _dayAfter = date.AddDays(1);

    internal void AddCoolDownEnd(DateOnly date) => _coolDownEnd = date;
}
