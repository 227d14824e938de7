using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Api.Operations;

namespace RiskMonitor.Web.Tests.Operations;

public sealed class SecurityContactTests
{
    [Fact]
    public async Task It_says_whom_to_tell_and_until_when_it_holds()
    {
        await using var app = Start("mailto:security@trust.example");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var text = await client.GetStringAsync("/.well-known/security.txt", TestContext.Current.CancellationToken);

        Assert.StartsWith("Contact: mailto:security@trust.example\nExpires: 20", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_named_there_is_nothing()
    {
        await using var app = Start(null);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await client.GetAsync("/.well-known/security.txt", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("somebody")]
    [InlineData("http://trust.example")]
    [InlineData("mailto:a@b.example\nContact: mailto:c@d.example")]
    public void What_is_no_address_stops_the_start_and_names_its_key(string contact)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Start(contact));

        Assert.Contains(SecurityContact.Key, fault.Message, StringComparison.Ordinal);
    }

    private static WebApplication Start(string? contact)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration[SecurityContact.Key] = contact;
        builder.Services.AddSingleton(TimeProvider.System);
        var app = builder.Build();
        app.MapSecurityContact();
        return app;
    }
}
