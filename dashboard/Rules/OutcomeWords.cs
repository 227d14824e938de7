using System.Globalization;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Rules;

/// <summary>What alerts were worth, in words. Pure.</summary>
public static class OutcomeWords
{
    /// <summary>Closed by a person, with whichever outcome.</summary>
    public static int Closed(OutcomeLine rule) => rule.Acted + rule.NoFurtherAction + rule.NotUseful + rule.WrongData;

    /// <summary>Something was done, or it was right to look: as SCH-12 counts it.</summary>
    public static int Useful(OutcomeLine rule) => rule.Acted + rule.NoFurtherAction;

    /// <summary>"9 of 12, 75 %"; a dash where nothing was closed: then nothing is known of it.</summary>
    public static string Worth(OutcomeLine rule) =>
        Closed(rule) is > 0 and var closed ? string.Create(CultureInfo.InvariantCulture, $"{Useful(rule)} of {closed}, {Math.Round(100.0 * Useful(rule) / closed):0} %") : "–";

    /// <summary>How many alerts there were for each lead on a school day.</summary>
    public static string Load(AlertLoadText load)
    {
        var told = $"Since {SchoolTime.DayAndYear(load.From)}: {Plain.Counted(load.Told, "alert")}, {Plain.Number(load.High)} of them of high severity or above";
        if (load.SchoolDays is not { } days)
        {
            return $"{told}. The school has sent no calendar: how many that is a day cannot be told.";
        }

        if (days == 0)
        {
            return $"{told}. There was no school day.";
        }

        var leads = Math.Max(1, load.Leads);
        var whom = load.Leads switch
        {
            0 => "No lead or deputy is in the training register: counted as if there were one.",
            1 => "One lead is in the training register.",
            _ => $"{Plain.Number(load.Leads)} leads and deputies are in the training register.",
        };
        return $"{told}, in {Plain.Counted(days, "school day")}: {Each(load.Told, days, leads)} a day for each lead, {Each(load.High, days, leads)} of them of high severity or above. {whom}";
    }

    private static string Each(int alerts, int days, int leads) => ((double)alerts / days / leads).ToString("0.##", CultureInfo.InvariantCulture);
}
