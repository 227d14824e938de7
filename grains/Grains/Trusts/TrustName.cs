using System.Globalization;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Trusts;

/// <summary>What a trust's own board is called: <c>Larkfield trust</c>. No source gives trusts a name, so their id is read as one.</summary>
internal static class TrustName
{
    public static string Of(TrustId trust) => $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(trust.Value.Replace('-', ' ').Replace('_', ' '))} trust";
}
