using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>Two records that are one child: one case, one alert of each kind, and all of it can be taken back.</summary>
public sealed class IdentityTests
{
    private const string Permanent = "N823432113104";
    private static readonly DateTimeOffset Start = new(2026, 10, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly StudentId Old = new("old");
    private static readonly StudentId New = new("new");

    [Theory, BothEngines]
    public async Task An_open_alert_goes_on_under_the_childs_own_record_with_who_had_taken_it_on_and_comes_back_when_undone(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using (var host = await SchoolHost.Start(test, Start))
        {
            await host.Send("oakfield", Story.Calendar(), Record("old", null), Record("new", null));
            await host.Send("oakfield", Story.Mark("old", "2026-10-05", "AM", "O"), Disclosure("c1", "new"));
            var raised = Assert.Single((await host.Quiet()).Alerts, IsDisclosure);
            await host.School().Carry(new AlertCommandRequest(raised.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "lead", "Phoned.", "c-1")));
            Assert.Equal(IdentityStanding.Waiting, Assert.Single(await host.School().Identities()).Standing);

            Assert.True(await host.School().DecideIdentity(new IdentityRequest(Old, New, IdentityVerdict.Same, "lead")));

            await IsOneChild(host);
            var ended = (await host.Told()).Last(row => row.Alert.Subject.Student == New && row.Alert.Rule == raised.Key.Rule);
            Assert.Equal((AlertState.Retracted, "This record and an older one are one child: what it told goes on there."), (ended.To, ended.Note));
            await SchoolHost.Leave(host.School());
            await IsOneChild(host);
        }

        await using var again = await SchoolHost.Start(test, Start.AddHours(1));
        await IsOneChild(again);
        Assert.Equal("lead", Assert.Single(await again.School().Identities()).By);
        Assert.True(await again.School().DecideIdentity(new IdentityRequest(New, Old, IdentityVerdict.Undone, "lead")));
        Assert.Equal(New, Assert.Single((await again.Quiet()).Alerts, IsDisclosure).Key.Subject.Student);
        Assert.Empty((await again.Student("old").Case(Start.AddHours(1)))!.Concerns);
    }

    [Theory, BothEngines]
    public async Task A_certain_child_under_a_new_number_keeps_its_alert_and_what_comes_later_joins_it(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start);
        await host.Send("oakfield", Story.Calendar(), Record("old", Permanent));
        await host.Send("oakfield", Disclosure("c1", "old"));
        await host.Send("oakfield", Record("new", Permanent));
        await host.Send("oakfield", Disclosure("c2", "new"), Story.Withdrawn("pupil", "\"student\":\"old\"", "2026-10-05T08:00:00Z"));

        var alert = Assert.Single((await host.Quiet()).Alerts, IsDisclosure);
        Assert.Equal(Old, alert.Key.Subject.Student);
        Assert.Equal(["c1", "c2"], (await host.Student("new").Case(Start))!.Concerns.Select(concern => concern.Id));
        Assert.Equal(1, (await host.Told()).Count(row => row.Alert.Rule == alert.Key.Rule && row.From is AlertState.Inactive));
        Assert.Equal(IdentityStanding.Certain, Assert.Single(await host.School().Identities()).Standing);
    }

    [Theory, BothEngines]
    public async Task Looking_at_both_records_is_audited_and_a_pair_for_which_nothing_speaks_is_not_shown(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Start);
        await host.Send("oakfield", Record("old", null), Record("new", null), Record("other", null).Replace("Ruth Bennett", "Tom Ash", StringComparison.Ordinal));

        var records = await host.School().LookAtIdentities(new IdentityLook(Old, New, "lead", "to compare them"));

        Assert.Equal(["Ruth Bennett", "Ruth Bennett"], records.Select(record => record.Name));
        Assert.Empty(await host.School().LookAtIdentities(new IdentityLook(Old, new StudentId("other"), "lead", "curious")));
        Assert.False(await host.School().DecideIdentity(new IdentityRequest(Old, new StudentId("other"), IdentityVerdict.Same, "lead")));
        Assert.True(await host.School().DecideIdentity(new IdentityRequest(Old, New, IdentityVerdict.Different, "lead")));
        foreach (var pupil in new[] { "old", "new" })
            Assert.Equal(["identity.different", "identity.look"], (await Trail(test, pupil)).Select(found => found.Row.What));
        Assert.Empty(await Trail(test, "other"));
    }

    private static Task<IReadOnlyList<FoundAudit>> Trail(TestStore test, string pupil) =>
        test.Store.FindAudit(new AuditSearch([new SchoolId("oakfield")], null, null, pupil, null, null, null, 10), TestContext.Current.CancellationToken);

    private static async Task IsOneChild(SchoolHost host)
    {
        var alert = Assert.Single((await host.Quiet()).Alerts, IsDisclosure);
        Assert.Equal((Old, AlertState.Acknowledged, "lead", "Phoned."), (alert.Key.Subject.Student, alert.State, alert.AcknowledgedBy, alert.Note));
        var child = await host.Student("new").Case(Start);
        Assert.Equal(("old", 1, 1), (child!.Student.Value, child.Marks.Length, child.Concerns.Length));
        Assert.Contains((await host.School().AlertsOf(New)).Open, open => open.Key == alert.Key);
    }

    private static bool IsDisclosure(AlertView alert) => alert.Key.Rule.Value == "SG-01";

    private static string Record(string student, string? upn) => Story.Pupil(student, receivedAt: "2026-10-05T08:00:00Z")
        .Replace(student == "old" ? "\"left\":null" : "\"joined\":\"2023-09-01\"", student == "old" ? "\"left\":\"2026-09-01\"" : "\"joined\":\"2026-09-01\"", StringComparison.Ordinal)
        .Replace("\"statuses\"", $"\"fullName\":\"Ruth Bennett\",\"upn\":{(upn is null ? "null" : $"\"{upn}\"")},\"statuses\"", StringComparison.Ordinal);

    private static string Disclosure(string id, string student) => Story.Concern(id, student, "2026-10-05T07:30:00Z", "disclosure-sexual", 4, "2026-10-05T08:00:00Z");
}
