using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Retention;

/// <summary>Who sees what is past its period, who disposes of it, and that nothing else goes than what was shown.</summary>
public sealed class RetentionApiTests
{
    private const string School = RiskMonitorApi.Secondary;
    private const string Path = $"/api/schools/{School}/retention";
    private const string Leaver = "long-gone";
    private const string Pupil = "still-here";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lead_sees_whose_it_is_disposes_of_it_and_gets_a_certificate_and_the_officer_sees_counts()
    {
        await using var api = await TwoPupils();
        using var lead = await api.As("lead-secondary");
        using var officer = await api.As("data-protection");

        var preview = await lead.Read<DisposalPreviewText>($"{Path}/preview", new { });
        var counts = await officer.Read<DisposalPreviewText>($"{Path}/preview", new { });
        using var refused = await officer.Post($"{Path}/dispose", new DisposeCommand(preview.Fingerprint, "Yearly disposal."));
        using var wrong = await lead.Post($"{Path}/dispose", new DisposeCommand(new string('0', 32), "Yearly disposal."));
        var certificate = await lead.Read<CertificateText>($"{Path}/dispose", new DisposeCommand(preview.Fingerprint, "Yearly disposal."));
        var status = await officer.Read<RetentionStatus>(Path);
        using var gone = await lead.Get($"/api/schools/{School}/students/{Leaver}");
        using var here = await lead.Get($"/api/schools/{School}/students/{Pupil}");

        Assert.Equal(Leaver, Assert.Single(preview.Pupils!).Student);
        Assert.Null(counts.Pupils);
        Assert.Equal(preview.Counts, counts.Counts);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Conflict), (refused.StatusCode, wrong.StatusCode));
        Assert.Equal(certificate.Id, Assert.Single(status.Certificates).Id);
        Assert.Equal(preview.Counts, certificate.Counts);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (gone.StatusCode, here.StatusCode));
        Assert.Empty((await lead.Read<DisposalPreviewText>($"{Path}/preview", new { })).Counts);
    }

    [Fact]
    public async Task A_hold_stops_it_and_only_those_who_may_dispose_see_whom_and_why()
    {
        await using var api = await TwoPupils();
        using var lead = await api.As("lead-secondary");
        using var officer = await api.As("data-protection");

        var hold = await lead.Read<HoldText>($"{Path}/holds", new HoldCommand(Leaver, "A claim was announced."));
        var held = await lead.Read<DisposalPreviewText>($"{Path}/preview", new { });
        var seen = Assert.Single((await officer.Read<RetentionStatus>(Path)).Holds);
        using var unknown = await lead.Post($"{Path}/holds", new HoldCommand("nobody", "x"));
        using var unnamed = await lead.Post($"{Path}/holds", new HoldCommand(Leaver, " "));
        using var lifted = await lead.Post($"{Path}/holds/{hold.Id}/lift", new LiftCommand("Settled."));
        using var again = await lead.Post($"{Path}/holds/{hold.Id}/lift", new LiftCommand("Settled."));

        Assert.Equal((0, 1), (held.Pupils!.Count, held.Held));
        Assert.Equal((hold.Id, null, null), (seen.Id, seen.Student, seen.Reason));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, unnamed.StatusCode));
        Assert.Contains("reason must be 1 to 200 characters.", await unnamed.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (lifted.StatusCode, again.StatusCode));
        Assert.Single((await lead.Read<DisposalPreviewText>($"{Path}/preview", new { })).Pupils!);
    }

    [Fact]
    public async Task Nobody_else_sees_or_takes_anything()
    {
        await using var api = await TwoPupils();
        foreach (var (role, school, expected) in new[]
        {
            ("Governor", School, HttpStatusCode.Forbidden), ("ItAdministrator", School, HttpStatusCode.Forbidden), ("PastoralLead", School, HttpStatusCode.Forbidden),
            ("SafeguardingLead", RiskMonitorApi.Primary, HttpStatusCode.NotFound),
        })
        {
            using var caller = await api.As(role, school);

            using var status = await caller.Get(Path);
            using var preview = await caller.Post($"{Path}/preview", new { });
            using var file = await caller.Post($"/api/schools/{School}/students/{Pupil}/subject-access", new SubjectAccessCommand("to have it", "json"));

            Assert.Equal((expected, expected, expected), (status.StatusCode, preview.StatusCode, file.StatusCode));
        }
    }

    [Fact]
    public async Task The_policy_table_says_how_long_each_kind_is_kept_and_what_is_not_disposed_of_here()
    {
        await using var api = new RiskMonitorApi();
        using var lead = await api.As("lead-secondary");

        var report = await lead.Read<RetentionReport>("/api/retention");

        Assert.Equal((School, true), (Assert.Single(report.Schools).School, report.Schools[0].CanGovern));
        Assert.Equal("37 months", report.Lines.Single(line => line.Id == "notices").Period);
        Assert.Equal(report.Lines.Count, report.Lines.Select(line => line.Id).Distinct().Count());
        Assert.All(report.Lines, line => Assert.True(line.Kind.Length > 0 && line.Why.Length > 0 && line.Since.Length > 0));
    }

    private static async Task<RiskMonitorApi> TwoPupils()
    {
        var api = new RiskMonitorApi();
        await api.Push(
            Lines.Calendar(School), Lines.Pupil(School, Pupil, "Barnaby Wrenfield"),
            Lines.Pupil(School, Leaver, "Cordelia Ashgrove").Replace("\"left\":null", "\"left\":\"2025-06-30\"", StringComparison.Ordinal));
        return api;
    }
}
