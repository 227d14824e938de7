using System.Runtime.CompilerServices;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// A rule's reason for being quiet, put together only where somebody will read it. Every mark asks the rules and nobody reads why they had
/// nothing to say; a case page asks once and shows it.
/// </summary>
[InterpolatedStringHandler]
internal ref struct Sentence
{
    private DefaultInterpolatedStringHandler _words;

    public Sentence(int literalLength, int formattedCount, PupilAt at, out bool isRead)
    {
        isRead = at.IsExplained;
        if (isRead) _words = new(literalLength, formattedCount);
    }

    public void AppendLiteral(string words) => _words.AppendLiteral(words);

    public void AppendFormatted<T>(T value) => _words.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _words.AppendFormatted(value, format);

    internal string ToStringAndClear() => _words.ToStringAndClear();
}
