using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Diagnostics;
using Orleans.Dashboard;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Board;
using RiskMonitor.Api.Digests;
using RiskMonitor.Api.Imports;
using RiskMonitor.Api.Observations;
using RiskMonitor.Api.Retention;
using RiskMonitor.Api.Rules;
using RiskMonitor.Api.Schools;
using RiskMonitor.Api.Settings;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;
using Scalar.AspNetCore;

namespace RiskMonitor.Api.Operations;

/// <summary>What an API host consists of.</summary>
internal static class ApiHosting
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = SayWhat);
        builder.AddRateLimits();
        builder.Services.AddApiDescription();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        builder.Services.AddSignalR(hub => hub.MaximumReceiveMessageSize = 32 << 10)
            .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        builder.Services.AddSingleton<Cards>().AddSingleton<BackTestReports>().AddSingleton<CaseContexts>().AddSingleton<CaseElsewheres>().AddSingleton<CaseFiles>().AddSingleton<SchoolNames>().AddSingleton<NameOfSchool>(provider => provider.GetRequiredService<SchoolNames>().Known).AddSingleton<LiveConnections>();
        builder.Services.AddSingleton<BoardRelay>().AddHostedService(services => services.GetRequiredService<BoardRelay>()).AddHostedService<GrantWatch>();
        builder.Services.AddSingleton<DutyBook>().AddSingleton<NameOnDuty>(services => services.GetRequiredService<DutyBook>().NameOf).AddHostedService(services => services.GetRequiredService<DutyBook>());
        builder.Services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AuditTrail>().AddSingleton<ObservationIntake>().AddSingleton<ImportIntake>();
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = StatusOf,
            // What a caller wrote wrongly is theirs to know: it is answered, and is no error of ours to log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
        app.UseSafeHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapOurs();
        app.MapHub<BoardHub>("/hubs/board", options => options.CloseOnAuthenticationExpiration = true);
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", scalar => scalar.WithTitle("RiskMonitor API").DisableDefaultFonts().DisableTelemetry().DisableAgent());
        app.MapHealth();
        app.MapSecurityContact();
        app.MapOperators();
        app.MapStaticAssets();
        app.MapFallbackToFile("index.html");
        return app;
    }

    // The last is for reads only: a fallback for writes would turn "wrong media type" into "not found".
    private static void MapOurs(this WebApplication app) =>
        app.MapGroup("/api").WithTags("RiskMonitor")
            .MapSignIn()
            .MapWallDisplays()
            .MapColleagues()
            .MapBoard()
            .MapAlertPages()
            .MapCases()
            .MapTimelines()
            .MapCasePapers()
            .MapObservations()
            .MapImports()
            .MapConcernImport()
            .MapWaitingRows()
            .MapCategories()
            .MapRules()
            .MapBackTests()
            .MapOutcomes()
            .MapFeeds()
            .MapDoorbells()
            .MapOutbox()
            .MapDigests()
            .MapSettings()
            .MapDuty()
            .MapIdentities()
            .MapAudit()
            .MapOfficer()
            .MapCounts()
            .MapRetention()
            .MapSubjectAccess()
            .MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], () => Problems.NotFound()).ExcludeFromDescription();

    private static void MapOperators(this WebApplication app)
    {
        app.MapHangfireDashboard("/hangfire", new Hangfire.DashboardOptions { Authorization = [new DecidedByPolicy()], DisplayStorageConnectionString = false, AppPath = "/" })
            .RequireAuthorization("operators");
        app.MapOrleansDashboard("/orleans").RequireAuthorization("operators").ExcludeFromDescription();
    }

    private static void SayWhat(ProblemDetailsContext context)
    {
        if (context.Exception is AuditBehindException)
            (context.ProblemDetails.Title, context.ProblemDetails.Detail) = ("The audit trail cannot be written, so nothing is shown and nothing is changed.", "Try again later. Whoever runs the service can see why in its log.");
        if (context.Exception is SchoolShreddedException)
            (context.ProblemDetails.Title, context.ProblemDetails.Detail) = ("This school's data were destroyed on purpose: nothing of them can be read any more.", null);
        SayWhenToTryAgain(context.HttpContext.Response);
    }

    private static void SayWhenToTryAgain(HttpResponse response)
    {
        if (response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = "5";
    }

    // Only what is known to pass is a "try later"; everything else is our fault and says so.
    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        SchoolShreddedException => StatusCodes.Status410Gone,
        JournalBehindException => StatusCodes.Status429TooManyRequests,
        TimeoutException or OrleansException or AuditBehindException or System.Data.Common.DbException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
