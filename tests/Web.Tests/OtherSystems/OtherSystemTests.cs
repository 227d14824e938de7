using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskMonitor.Client;
using RiskMonitor.Contracts;

namespace RiskMonitor.Web.Tests.OtherSystems;

/// <summary>The program as other systems call it: with a token, with curl as README says, and with the .NET client.</summary>
public sealed class OtherSystemTests(OtherSystemFixture fixture) : IClassFixture<OtherSystemFixture>
{
    private const string School = OtherSystemFixture.School;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_of_the_walk_through_answers_what_README_says()
    {
        var steps = WalkThrough.Steps();
        var said = await Run(steps.Select(step => step.Commands));

        Assert.Equal(5, steps.Count);
        Assert.Equal(steps.Count, said.Count);
        Assert.All(steps, step => Assert.Contains("curl ", step.Commands, StringComparison.Ordinal));
        Assert.All(steps.Zip(said), step => Assert.True(WalkThrough.Fits(step.First.Answer, step.Second), $"README says\n{step.First.Answer}\nand it was\n{step.Second}"));
    }

    [Fact]
    public async Task The_client_reads_every_alert_once_page_after_page_and_later_only_what_changed()
    {
        await using var program = fixture.Program(OtherSystemFixture.Worker);
        var client = program.GetRequiredService<RiskMonitorClient>();
        string[] pupils = ["cl-a", "cl-b", "cl-c"];
        await Concerning(client, pupils);

        var all = await client.AllAlerts(School, limit: 1, Now).ToListAsync(Now);
        var whole = await client.Alerts(School, cancellation: Now);
        var known = await client.Alerts(School, knownTag: whole.Tag, cancellation: Now);
        await Concerning(client, ["cl-late"]);
        var later = (await client.Alerts(School, whole.Value!.Position, cancellation: Now)).Value!;

        Assert.Equal(pupils, all.Select(alert => alert.Student!).Where(pupils.Contains).Distinct().Order());
        Assert.Equal(all.Count, all.Select(alert => alert.Alert).Distinct().Count());
        Assert.True(known.IsUnchanged);
        Assert.NotNull(known.EvaluatedAt);
        Assert.All(later.Alerts, alert => Assert.Equal("cl-late", alert.Student));
        Assert.NotEmpty(later.Alerts);
    }

    [Fact]
    public async Task The_client_has_a_case_once_works_it_and_hears_that_it_changed()
    {
        await using var program = fixture.Program(OtherSystemFixture.Worker);
        var client = program.GetRequiredService<RiskMonitorClient>();
        await Concerning(client, ["cl-case"]);
        var known = await client.Case(School, "cl-case", cancellation: Now);
        var again = await client.Case(School, "cl-case", known.Tag, Now);
        var alert = known.Value!.Open.First(each => each.Card.Rule == "SG-01").Card;

        var worked = await client.Work(School, "acknowledge", new AlertCommandBody(alert.Alert, "Seen by casework", "cl-1", alert.Seen), Now);
        await client.Decide(School, "cl-case", new RecordDecisionCommand("Rang home", "To ask.", "cl-2"), Now);
        var changed = await client.Case(School, "cl-case", known.Tag, Now);
        var timeline = await client.WholeTimeline(School, "cl-case", limit: 1, cancellation: Now).ToListAsync(Now);
        var name = await client.Reveal(School, "cl-case", new RevealCommand("To ring home"), Now);
        var pdf = await client.Pdf(School, "cl-case", new PrintCommand("Strategy meeting"), Now);

        Assert.True(again.IsUnchanged);
        Assert.Equal(("acknowledged", "acknowledged"), (worked.Result, worked.Alert!.State));
        Assert.Contains(changed.Value!.Decisions, decision => decision.What == "Rang home");
        Assert.Equal(["concern", "decision"], timeline.Select(item => item.Kind).Distinct().Order());
        Assert.Equal(changed.Value.Decisions.Count + changed.Value.Concerns!.Count, timeline.Count);
        Assert.Equal("Zebedee Quillfeather", name.FullName);
        Assert.Equal("%PDF"u8, pdf.AsSpan(0, 4));
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_services_own_words_and_never_as_nothing()
    {
        await using var reader = fixture.Program(OtherSystemFixture.Reader);
        await using var stranger = fixture.Program(OtherSystemFixture.Reader, "not the secret");
        var client = reader.GetRequiredService<RiskMonitorClient>();

        var name = await Assert.ThrowsAsync<RiskMonitorException>(() => client.Reveal(School, "anybody", new RevealCommand("To ring home"), Now));
        var school = await Assert.ThrowsAsync<RiskMonitorException>(() => client.Board("another-school", Now));
        var limit = await Assert.ThrowsAsync<RiskMonitorException>(() => client.Alerts(School, limit: 201, cancellation: Now));
        var token = await Assert.ThrowsAsync<RiskMonitorException>(() => stranger.GetRequiredService<RiskMonitorClient>().Me(Now));

        Assert.Equal((HttpStatusCode.Forbidden, "Your role does not allow this."), (name.Status, name.Title));
        Assert.Equal(HttpStatusCode.NotFound, school.Status);
        Assert.Equal((HttpStatusCode.BadRequest, "limit must be a whole number from 1 to 200."), (limit.Status, limit.Title));
        Assert.Equal("The identity provider gave no token.", token.Title);
    }

    [Fact]
    public void Options_that_cannot_work_are_named()
    {
        using var program = new ServiceCollection().AddRiskMonitorClient(options => options.ClientId = "casework").BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(() => program.GetRequiredService<RiskMonitorClient>());

        Assert.Equal(["Address must be RiskMonitor's absolute address.", "TokenAddress must be an absolute address.", "ClientSecret is missing."], wrong.Failures);
    }

    private static async Task Concerning(RiskMonitorClient client, string[] pupils)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var lines = pupils.SelectMany(pupil => new[]
        {
            Lines.Pupil(School, pupil),
            Lines.Concern(School, pupil, $"concern-{pupil}").Replace("2026-11-12T14:00:00Z", now, StringComparison.Ordinal).Replace("2026-11-12T15:00:00Z", now, StringComparison.Ordinal),
        });
        var reply = await client.Push(lines, string.Join('-', pupils), Now);
        Assert.Empty(reply.Rejections);
        foreach (var pupil in pupils)
            await Eventually.True(async () => (await client.Board(School, Now)).Alerts.Any(alert => alert.Student == pupil), $"{pupil} has an alert");
    }

    /// <summary>Runs the commands in one shell, as somebody would who copies them; what each step printed.</summary>
    private async Task<List<string>> Run(IEnumerable<string> steps)
    {
        const string mark = "=== next step ===";
        var folder = Directory.CreateTempSubdirectory("riskmonitor-walk-").FullName;
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", string.Concat(steps.Select(step => $"{step}echo; echo '{mark}'\n"))])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RISKMONITOR"] = fixture.Address.AbsoluteUri.TrimEnd('/');
        start.Environment["TOKEN_ADDRESS"] = fixture.TokenAddress.AbsoluteUri;
        (start.Environment["CLIENT_ID"], start.Environment["CLIENT_SECRET"]) = (OtherSystemFixture.Reader, OtherSystemFixture.Secret);
        using var bash = Process.Start(start)!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(Now), bash.StandardError.ReadToEndAsync(Now));
        await bash.WaitForExitAsync(Now).WaitAsync(TimeSpan.FromMinutes(2), Now);
        Assert.True(bash.ExitCode == 0, $"{await errors}\n{await output}");
        Directory.Delete(folder, recursive: true);
        return [.. (await output).Split(mark, StringSplitOptions.TrimEntries)[..^1]];
    }
}
