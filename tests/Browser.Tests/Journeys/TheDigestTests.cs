using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using MimeKit;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.StandIns.Mail;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>From the mail of a digest to the list that it counts.</summary>
public sealed class TheDigestTests(Chromium chromium) : Journey(chromium)
{
    private const string Address = "amara.okafor@larkfield.example";

    [Fact]
    public async Task A_mail_that_names_nobody_opens_exactly_the_alerts_that_it_counts()
    {
        await using var mailbox = new MailServer();
        await using var api = await RunningApi.Start(
            ("Mail__Host", "127.0.0.1"), ("Mail__Port", mailbox.Port.ToString(CultureInfo.InvariantCulture)), ("Mail__Security", "None"), ("Mail__From", "riskmonitor@larkfield.example"),
            ("Mail__PublicAddress", "https://riskmonitor.larkfield.example"), ("Mail__Addresses__lead-secondary", Address), ("Jobs__Tick", "* * * * * *"));
        var page = await Browse(api, "lead-secondary", new() { ViewportSize = new() { Width = 720, Height = 480 } });
        await LetCriticalThrough(page);
        await api.Push([School.Pupil(School.Secondary, "mailed", "MW"), School.Pupil(School.Secondary, "waits", "WT"), .. School.TenUnauthorisedSessions(School.Secondary, "waits")]);
        await api.Push(School.ImmediateConcern(School.Secondary, "mailed"));
        var mail = await Taken(mailbox);

        await page.SetContentAsync(mail.HtmlBody!);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Larkfield High School" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["Critical ▲ 1 (1 new)"]);
        Assert.DoesNotContain("MW", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        await Screenshots.TakeBoth(page, "digest");
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Sign in to see the list" }).GetAttributeAsync("href");
        await page.GotoAsync(new Uri(link!).PathAndQuery);

        await Expect(page.GetByText("The list of your digest")).ToContainTextAsync("1 alert");
        await Expect(new Wall(page).Cards).ToHaveCountAsync(1);
        await Expect(new Wall(page).Card("MW")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the whole wall" }).ClickAsync();
        await Expect(new Wall(page).Card("WT")).ToBeVisibleAsync();
    }

    // At whatever hour this runs, also in what are quiet hours for whoever has chosen nothing.
    private static async Task LetCriticalThrough(IPage page)
    {
        await page.GotoAsync("/settings");
        await page.GetByLabel("Critical alerts come through all the same").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save your settings" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
    }

    private static async Task<MimeMessage> Taken(MailServer mailbox)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        TakenMail? taken;
        while ((taken = mailbox.Mails.FirstOrDefault(mail => mail.To.Contains(Address, StringComparison.Ordinal))) is null)
            await Task.Delay(100, patience.Token);
        using var text = new MemoryStream(Encoding.Latin1.GetBytes(taken.Text));
        return await MimeMessage.LoadAsync(text, patience.Token);
    }
}
