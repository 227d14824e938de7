using System.Globalization;

namespace RiskMonitor.StandIns.Demo;

/// <summary>Unique pupil numbers with the DfE's check letter: permanent ones, of an authority that does not exist.</summary>
public static class UniquePupilNumber
{
    private const string Letters = "ABCDEFGHJKLMNPQRTUVWXYZ";

    /// <param name="year">The school year of the first enrolment; its last two digits are used.</param>
    /// <param name="serial">0 to 999.</param>
    public static string Of(string authority, string establishment, int year, int serial)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{authority}{establishment}{year % 100:00}{serial:000}");
        return CheckLetter(digits) + digits;
    }

    /// <summary>The letter that goes before twelve characters, of which the last may be a letter (a temporary number).</summary>
    public static char CheckLetter(string twelve)
    {
        var sum = 0;
        for (var i = 0; i < twelve.Length; i++)
            sum += (char.IsAsciiDigit(twelve[i]) ? twelve[i] - '0' : Letters.IndexOf(twelve[i], StringComparison.Ordinal)) * (i + 2);
        return Letters[sum % Letters.Length];
    }
}
