using System.Security.Cryptography;
using System.Text;

namespace RiskMonitor.Domain;

/// <summary>A pupil's UPN: permanent ones name one child for all their schooling, temporary ones (last character a letter) do not.</summary>
public static class PupilNumber
{
    private const int Length = 13;
    private const string Letters = "ABCDEFGHJKLMNPQRTUVWXYZ";

    /// <summary>A check letter that fits, then twelve digits.</summary>
    public static bool IsPermanent(string text)
    {
        var upn = Plain(text);
        if (upn.Length != Length || upn.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
            return false;
        var sum = 0;
        for (var place = 1; place < Length; place++)
            sum += (upn[place] - '0') * (place + 1);
        return upn[0] == Letters[sum % Letters.Length];
    }

    /// <summary>By which a school's feeds remember a UPN; the number itself is not kept.</summary>
    public static string Hash(ReadOnlyMemory<byte> key, string upn) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(Plain(upn))));

    private static string Plain(string text) => text.Trim().ToUpperInvariant();
}
