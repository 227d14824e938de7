using System.Text;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>A school of its own with three pupils, and the exports that are made of it.</summary>
internal sealed class ConcernFiles(RiskMonitorApi api, string school)
{
    public const string Headings = "Incident ID,UPN,Incident Date,Category,Last Updated,Added By,Actions,Incident Summary,Severity";

    /// <summary>Permanent: the check letter fits.</summary>
    public static readonly string[] Upns = [Upn("823432113104"), Upn("823432113105"), Upn("823432113106")];

    public string School => school;

    public string Path => $"/api/schools/{school}/imports/concerns";

    public static string Upn(string digits)
    {
        const string Letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
        return Letters[digits.Select((digit, place) => (digit - '0') * (place + 2)).Sum() % Letters.Length] + digits;
    }

    public async Task Open(int pupils = 3)
    {
        await Push(Lines.School(school, school), Lines.Calendar(school));
        for (var pupil = 1; pupil <= pupils; pupil++)
            await Push(Pupil(pupil));
    }

    public string Pupil(int number, string? upn = null) =>
        $$"""{"type":"pupil","school":"{{school}}","student":"p{{number}}","born":"2012-03-0{{number}}","yearGroup":9,"registration":"9A","joined":"2023-09-01","left":null,"household":null,"initials":"ZQ","fullName":"Zébedee Quillfeather","upn":"{{upn ?? Upns[number - 1]}}","statuses":[]}""";

    public async Task Push(params IEnumerable<string> lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }

    public Task<Caller> Lead() => api.As("SafeguardingLead", school);

    public static byte[] Of(params IEnumerable<string> rows) => Encoding.UTF8.GetBytes(string.Join("\r\n", [Headings, .. rows]));

    public static string Row(string id, int pupil, string category = "Neglect", string updated = "", string occurred = "12/11/2026 14:00", string severity = "", string actions = "", string text = "", string by = "J Teacher") =>
        $"{id},{Upns[pupil - 1]},{occurred},\"{category}\",{updated},{by},\"{actions}\",\"{text}\",{severity}";

    public async Task<ConcernImportReport> Preview(byte[] file, string query = "")
    {
        using var lead = await Lead();
        return await lead.ReadFile<ConcernImportReport>($"{Path}/preview{query}", file);
    }

    public async Task<ConcernImportReport> Import(byte[] file, string query = "")
    {
        using var lead = await Lead();
        var report = await lead.ReadFile<ConcernImportReport>(Path + query, file);
        await api.Evaluated(school);
        return report;
    }

    /// <summary>What the school knows of a pupil.</summary>
    public async Task<CaseContext> Case(int pupil)
    {
        using var lead = await Lead();
        return await lead.Read<CaseContext>($"/api/schools/{school}/students/p{pupil}");
    }

    /// <summary>Every concern and action that counts, as text, whatever way it came to be.</summary>
    public async Task<List<string>> Concerns()
    {
        var grains = await api.Of<IGrainFactory>();
        var told = new List<string>();
        for (var pupil = 1; pupil <= 3; pupil++)
        {
            if (await grains.GetGrain<IStudentGrain>($"{school}/p{pupil}").Case(RiskMonitorApi.Today) is not { } view)
                continue;
            told.AddRange(view.Concerns.Select(each => $"p{pupil} {Text(each)}"));
            told.AddRange(view.Actions.Select(each => $"p{pupil} {each.Id} {each.Kind} {each.At:O}"));
        }

        return [.. told.Order(StringComparer.Ordinal)];
    }

    public async Task<BoardView> Board() => await (await api.School(school)).Board();

    private static string Text(Concern each) =>
        $"{each.Id} {SchoolTime.InLondon(each.OccurredAt):yyyy-MM-dd HH:mm zzz} {string.Join('+', each.Categories)} {each.Severity} {each.RecordedBy} {string.Join('+', each.Linked)}";
}
