using System.Globalization;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>The parameters and headers of a list request, understood.</summary>
/// <param name="Reason">Why it could not be understood; null when it could.</param>
internal sealed record AssemblyQuery(
    DateTimeOffset AsOf, DateTimeOffset? ModifiedSince, int Page, int PerPage, DateOnly? From, DateOnly? To, bool WithDemographics, bool WithCare, string? Reason)
{
    public const int DefaultPerPage = 100;
    public const int MaximumPerPage = 1500;

    public static AssemblyQuery Read(HttpRequest request, DateTimeOffset asOf, TimeSpan skew)
    {
        string? reason = null;
        var (page, perPage) = (Number("page", 1), Number("per_page", DefaultPerPage));
        var (from, to) = (Date("start_date"), Date("end_date"));
        if (perPage > MaximumPerPage)
            reason ??= $"per_page is at most {MaximumPerPage}";
        return new AssemblyQuery(
            asOf, request.GetTypedHeaders().IfModifiedSince - skew, page, perPage, from, to,
            request.Query["demographics"] == "true", request.Query["care"] == "true", reason);

        int Number(string name, int absent)
        {
            var text = request.Query[name].ToString();
            if (text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out absent) && absent > 0))
                return absent;
            reason ??= $"malformed parameter: '{name}'";
            return 1;
        }

        DateOnly? Date(string name)
        {
            var text = request.Query[name].ToString();
            if (text.Length == 0)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            reason ??= $"malformed date parameter: '{text}'";
            return null;
        }
    }

    /// <summary>Without dates a list is of the current week, or of the current school year.</summary>
    public (DateOnly From, DateOnly To) Week()
    {
        var monday = London.DateOf(AsOf);
        while (monday.DayOfWeek != DayOfWeek.Monday)
            monday = monday.AddDays(-1);
        return (From ?? monday, To ?? monday.AddDays(6));
    }

    public (DateOnly From, DateOnly To) SchoolYear()
    {
        var today = London.DateOf(AsOf);
        var first = new DateOnly(today.Month >= 9 ? today.Year : today.Year - 1, 9, 1);
        return (From ?? first, To ?? first.AddYears(1).AddDays(-1));
    }
}
