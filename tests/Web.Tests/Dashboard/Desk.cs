using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Live;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A desk with the dashboard on it: real services, a clock that is set by hand, and a server whose answers are written in the test.</summary>
internal sealed class Desk : BunitContext
{
    public static readonly Me Lead = new("Priya Anand", "Designated safeguarding lead", [new MySchool(Cards.School, "Larkfield Academy")], CanOpenCases: true, CanAcknowledge: true, IsDemo: true);

    public static readonly Me Wall = Lead with { Name = "Office wall", Role = "Wall display", CanOpenCases = false, CanAcknowledge = false };

    // A second, bUnit's own, is too short beside a silo that starts.
    static Desk() => DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    public Desk()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./js/device.js").Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(new HttpClient(Server) { BaseAddress = new Uri("http://localhost/") });
        Services.AddSingleton<RiskMonitorClient>();
        Services.AddSingleton<Viewer>();
        Services.AddSingleton<BroughtCode>();
        Services.AddSingleton<Screen>();
        Services.AddSingleton<Device>();
        Services.AddSingleton<Sound>();
        Services.AddSingleton<BoardStore>();
        Services.AddSingleton(new RetryForever(() => 0));
        Services.AddSingleton<LiveBoards>();
    }

    public FakeTimeProvider Clock { get; } = new(Cards.Morning);

    public Answers Server { get; } = new();

    public BoardStore Store => Services.GetRequiredService<BoardStore>();

    public Sound Sound => Services.GetRequiredService<Sound>();

    public Screen Screen => Services.GetRequiredService<Screen>();

    /// <summary>Puts a live board before the viewer.</summary>
    public void Shows(params AlertCard[] cards)
    {
        Store.Open([Cards.School]);
        Store.Change(Cards.School, board => board.Hear(Cards.Answer(10, cards), Clock.GetUtcNow()));
    }

    public void Tells(AlertCard card, long update) =>
        Store.Change(Cards.School, board => board.Hear(Cards.Update(update, card), Clock.GetUtcNow()));

    /// <summary>A server that answers what it was told to, remembers what it was asked, and knows no other address.</summary>
    internal sealed class Answers : HttpMessageHandler
    {
        private readonly Dictionary<string, Func<HttpResponseMessage>> _routes = [];

        public List<(string Route, string Body, bool HasHeader)> Asked { get; } = [];

        public void On<T>(string route, T answer, JsonTypeInfo<T> form) =>
            _routes[route] = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(answer, form) };

        public void On(string route, HttpStatusCode status) => _routes[route] = () => new HttpResponseMessage(status);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var route = $"{request.Method} {request.RequestUri!.PathAndQuery}";
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Asked.Add((route, body, request.Headers.Contains("X-RiskMonitor")));
            return _routes.TryGetValue(route, out var answer) ? answer() : throw new HttpRequestException("Nobody answers.");
        }
    }
}
