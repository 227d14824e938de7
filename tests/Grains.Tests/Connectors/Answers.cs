using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Connectors;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>A web server that answers each path with what the test put there, and remembers what it was asked.</summary>
internal sealed class Answers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _pages = new(StringComparer.Ordinal);
    private WebApplication _application = null!;

    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<string> Tokens { get; } = [];

    public Uri Address { get; private set; } = null!;

    public UpstreamBinding Binding => new() { School = new SchoolId("oakfield"), Address = Address, Token = "a-token", UpstreamSchool = "A1", UpnKey = new byte[] { 1, 2, 3 } };

    public static async Task<Answers> Start()
    {
        var answers = new Answers();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        answers._application = builder.Build();
        answers._application.Run(answers.Answer);
        await answers._application.StartAsync();
        answers.Address = new Uri(answers._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/v1.0/");
        answers.Put("meta/schools/A1", """{"data":{"online":true}}""");
        return answers;
    }

    public void Put(string path, string json, int status = 200) => On(path, context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(json);
    });

    /// <summary>A list of the school in Wonde's envelope, from the file named after the test.</summary>
    public void PutRows(string path, string rows) => Put("schools/A1/" + path, "{\"data\":[" + rows + "],\"meta\":{\"includes\":[]}}");

    public void On(string path, Func<HttpContext, Task> answer) => _pages["/v1.0/" + path] = answer;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>The payload of a test, kept in a file of its name beside its class.</summary>
    public static string Payload(string test, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}.json"));

    private Task Answer(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path + context.Request.QueryString);
        Tokens.Enqueue(context.Request.Headers.Authorization.ToString());
        if (_pages.TryGetValue(context.Request.Path, out var answer))
            return answer(context);
        context.Response.StatusCode = 404;
        return context.Response.WriteAsync("""{"error":"resource_not_found"}""");
    }
}
