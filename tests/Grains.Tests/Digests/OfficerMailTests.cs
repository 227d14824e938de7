using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>Who watches over the use of the product hears of it by mail, and the mail says nothing of anybody.</summary>
public sealed class OfficerMailTests
{
    [Theory, BothEngines]
    public async Task An_officer_hears_once_that_something_waits_and_only_of_their_school(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        await host.Grant("officer", "DataProtectionOfficer");
        await host.Grant("elsewhere", "DataProtectionOfficer", "school:elmwood");
        await host.Grant("lead", "SafeguardingLead");
        await Raise(host, "n1");

        for (var round = 0; round < 3; round++)
            await Write(host);

        var mail = Assert.Single(host.Messages);
        Assert.Equal("officer@school.example", mail.To.Mailboxes.Single().Address);
        Assert.Equal("RiskMonitor: 1 notice for the data-protection officer", mail.Subject);
        Assert.Contains("Oakfield Academy", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://riskmonitor.example/audit", mail.TextBody, StringComparison.Ordinal);
        foreach (var secret in new[] { "s77", "looked at", "break-glass" })
            Assert.DoesNotContain(secret, mail.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_later_is_told_anew_and_what_is_settled_is_not_counted()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("officer", "DataProtectionOfficer");
        await Raise(host, "n1");
        await Raise(host, "n2", minutes: 1);
        await Write(host);
        await Notices(host).Settle("n1", "officer", "As it should be");
        await Write(host);
        await Raise(host, "n3", minutes: 2);
        await Write(host);
        await Notices(host).Settle("n2", "officer", null);
        await Notices(host).Settle("n3", "officer", null);
        await Write(host);

        Assert.All(host.Messages, mail => Assert.Equal("RiskMonitor: 2 notices for the data-protection officer", mail.Subject));
        Assert.Equal(2, host.Messages.Count);
    }

    [Fact]
    public async Task At_night_it_waits_for_the_morning_unlike_the_notice_itself()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("officer", "DataProtectionOfficer", plan: new DigestPlan());
        host.At("2026-10-05 22:00");
        await Raise(host, "n1");

        await Write(host);
        Assert.Empty(host.Messages);
        host.At("2026-10-06 07:00");
        await Write(host);

        Assert.Single(host.Messages);
        Assert.Single(await Notices(host).All());
    }

    private static IOfficerNoticesGrain Notices(DigestHost host) => host.Schools.Cluster.Client.GetGrain<IOfficerNoticesGrain>("oakfield");

    private static Task Raise(DigestHost host, string id, int minutes = 0) =>
        Notices(host).Raise(new OfficerNotice(id, host.Real.GetUtcNow().AddMinutes(minutes), "break-glass", "s77", "One person looked at 60 pupils within an hour."));

    private static async Task Write(DigestHost host)
    {
        await host.WriteOfficers();
        await host.Send();
    }
}
